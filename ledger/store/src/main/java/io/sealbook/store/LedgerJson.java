package io.sealbook.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sealbook.api.event.Inside;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of events: compact, sorted keys, absent fields left out, times as text. */
public final class LedgerJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST)
            .enable(MapperFeature.DEFAULT_VIEW_INCLUSION)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL)
                    .withContentInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private LedgerJson() {}

    /** The whole event, as the ledger keeps it. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The event as everybody else may see it: without what is {@link Inside}. */
    public static String published(Object event) {
        return MAPPER.writerWithView(Inside.Published.class).writeValueAsString(event);
    }
}
