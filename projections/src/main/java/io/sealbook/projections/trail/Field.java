package io.sealbook.projections.trail;

/** What the trail can be filtered by: the name of the parameter, and the column. */
public enum Field {
    ACTOR("actor", "actor"),
    SECRET("secret", "secret"),
    ACTION("action", "action"),
    OUTCOME("outcome", "outcome"),
    DEPLOYMENT("deployment", "deployment"),
    TOKEN("token", "token"),
    ACCOUNT("account", "account"),
    REQUEST("requestId", "request_id"),
    ADDRESS("address", "address"),
    TYPE("type", "type");

    /** How often a filter may give one field. */
    public static final int MOST_VALUES = 50;

    private final String parameter;
    private final String column;

    Field(String parameter, String column) {
        this.parameter = parameter;
        this.column = column;
    }

    public String parameter() {
        return parameter;
    }

    String column() {
        return column;
    }

    /** What a value of it must be. */
    public ValueRule rule() {
        return switch (this) {
            case SECRET -> ValueRule.PATHS;
            case ACTION -> ValueRule.ACTIONS;
            case OUTCOME -> ValueRule.OUTCOMES;
            case TYPE -> ValueRule.TYPES;
            case ACTOR, DEPLOYMENT, TOKEN, ACCOUNT, REQUEST, ADDRESS -> ValueRule.WORD;
        };
    }
}
