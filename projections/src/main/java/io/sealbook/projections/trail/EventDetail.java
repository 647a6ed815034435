package io.sealbook.projections.trail;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sealbook.api.http.AuditEvent;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** One event of the trail with all that is published about it. */
public record EventDetail(@JsonUnwrapped AuditEvent event, Map<String, Object> details) {
    public EventDetail {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
