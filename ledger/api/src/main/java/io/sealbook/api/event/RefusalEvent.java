package io.sealbook.api.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.sealbook.api.DeploymentId;
import io.sealbook.api.SecretPath;
import io.sealbook.api.TokenId;
import io.sealbook.api.access.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was refused, and what somebody should look at. */
public sealed interface RefusalEvent extends LedgerEvent {

    /**
     * A request was refused. For callers without an identity one event stands for all refusals of one address in a
     * minute, and {@code count} says how many came before it was written.
     */
    record AccessRefused(
            Reason reason,
            @Nullable Action wanted,
            @Nullable SecretPath path,
            @Nullable DeploymentId deployment,
            int count)
            implements RefusalEvent {
        @Override
        public StreamName stream() {
            return new StreamName("refusals", "all");
        }

        @Override
        public List<StreamName> alsoIn() {
            return path == null ? List.of() : List.of(StreamName.of(path));
        }

        public enum Reason {
            @JsonProperty("unknownCaller")
            UNKNOWN_CALLER,
            @JsonProperty("notAllowed")
            NOT_ALLOWED
        }
    }

    /** Somebody should look at this now. */
    record AlarmRaised(
            Kind kind, @Nullable TokenId token, @Nullable DeploymentId deployment, String about)
            implements RefusalEvent {
        @Override
        public StreamName stream() {
            return new StreamName("alarms", "all");
        }

        @Override
        public List<StreamName> alsoIn() {
            return deployment == null ? List.of() : List.of(StreamName.of(deployment));
        }

        public enum Kind {
            @JsonProperty("tokenReplayed")
            TOKEN_REPLAYED,
            @JsonProperty("tokenFromWrongAddress")
            TOKEN_FROM_WRONG_ADDRESS,
            @JsonProperty("tokenWithOtherKey")
            TOKEN_WITH_OTHER_KEY,
            @JsonProperty("logNotSigned")
            LOG_NOT_SIGNED;

            /** Whether it says that somebody has a token who should not. */
            public boolean isTheft() {
                return switch (this) {
                    case TOKEN_REPLAYED, TOKEN_FROM_WRONG_ADDRESS, TOKEN_WITH_OTHER_KEY -> true;
                    case LOG_NOT_SIGNED -> false;
                };
            }
        }
    }
}
