package io.sealbook.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a rule may allow. The wire name is what policies and refusals say. */
public enum Action {
    @JsonProperty("secret:write")
    SECRET_WRITE("secret:write", true),
    @JsonProperty("secret:describe")
    SECRET_DESCRIBE("secret:describe", true),
    @JsonProperty("secret:delete")
    SECRET_DELETE("secret:delete", true),
    @JsonProperty("value:read")
    VALUE_READ("value:read", true),
    @JsonProperty("secret:list")
    SECRET_LIST("secret:list", true),
    @JsonProperty("token:issue")
    TOKEN_ISSUE("token:issue", false),
    @JsonProperty("deployment:write")
    DEPLOYMENT_WRITE("deployment:write", false),
    @JsonProperty("deployment:read")
    DEPLOYMENT_READ("deployment:read", false),
    @JsonProperty("order:work")
    ORDER_WORK("order:work", false),
    @JsonProperty("audit:read")
    AUDIT_READ("audit:read", false),
    @JsonProperty("account:admin")
    ACCOUNT_ADMIN("account:admin", false),
    @JsonProperty("keys:admin")
    KEYS_ADMIN("keys:admin", false),
    /** For the projections service alone: reports refusals, deployments that a rotation made stale, and stolen tokens. */
    @JsonProperty("ledger:report")
    LEDGER_REPORT("ledger:report", false);

    private final String wire;
    private final boolean onPaths;

    Action(String wire, boolean onPaths) {
        this.wire = wire;
        this.onPaths = onPaths;
    }

    /** Whether the action is done to a secret, so that the paths of a rule bound it; no other action has a path. */
    public boolean onPaths() {
        return onPaths;
    }

    @Override
    public String toString() {
        return wire;
    }
}
