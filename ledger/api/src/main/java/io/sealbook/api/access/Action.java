package io.sealbook.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a rule may allow. The wire name is what policies and refusals say. */
public enum Action {
    @JsonProperty("secret:write")
    SECRET_WRITE("secret:write"),
    @JsonProperty("secret:describe")
    SECRET_DESCRIBE("secret:describe"),
    @JsonProperty("secret:delete")
    SECRET_DELETE("secret:delete"),
    @JsonProperty("value:read")
    VALUE_READ("value:read"),
    @JsonProperty("secret:list")
    SECRET_LIST("secret:list"),
    @JsonProperty("token:issue")
    TOKEN_ISSUE("token:issue"),
    @JsonProperty("deployment:write")
    DEPLOYMENT_WRITE("deployment:write"),
    @JsonProperty("deployment:read")
    DEPLOYMENT_READ("deployment:read"),
    @JsonProperty("order:work")
    ORDER_WORK("order:work"),
    @JsonProperty("audit:read")
    AUDIT_READ("audit:read"),
    @JsonProperty("account:admin")
    ACCOUNT_ADMIN("account:admin"),
    @JsonProperty("keys:admin")
    KEYS_ADMIN("keys:admin"),
    /** For the projections service alone: reports the refusals that it saw and the deployments that a rotation made stale. */
    @JsonProperty("ledger:report")
    LEDGER_REPORT("ledger:report");

    private final String wire;

    Action(String wire) {
        this.wire = wire;
    }

    @Override
    public String toString() {
        return wire;
    }
}
