package io.sealbook.worker.place;

import java.util.Map;

/** A volume to create, of the engine's local driver: plain unless options say otherwise. */
public record VolumePlan(String name, Map<String, String> options, Map<String, String> labels) {
    public VolumePlan {
        options = Map.copyOf(options);
        labels = Map.copyOf(labels);
    }
}
