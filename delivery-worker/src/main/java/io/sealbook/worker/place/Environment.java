package io.sealbook.worker.place;

import io.sealbook.api.http.Orders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The environment of an app: for every secret the name of its file ({@code DB_PASSWORD_FILE=/run/secrets/db_password}),
 * what the deployment set, and what the gate needs. Never a value of a secret.
 */
final class Environment {
    private Environment() {}

    static Map<String, String> of(List<Orders.File> files, Map<String, String> set, Duration patience) {
        Map<String, String> environment = withoutGate(files, set);
        environment.put("SEALBOOK_DIR", Placement.SECRETS);
        environment.put("SEALBOOK_WAIT", Long.toString(patience.toSeconds()));
        return environment;
    }

    static Map<String, String> withoutGate(List<Orders.File> files, Map<String, String> set) {
        Map<String, String> environment = new HashMap<>();
        files.stream()
                .map(Orders.File::file)
                .collect(Collectors.groupingBy(Environment::variable))
                .forEach((variable, names) -> {
                    // Two files with one variable would make one of them lie; neither gets it.
                    if (names.size() == 1 && !Character.isDigit(variable.charAt(0))) {
                        environment.put(variable, Placement.SECRETS + "/" + names.getFirst());
                    }
                });
        environment.putAll(set);
        return environment;
    }

    private static String variable(String file) {
        return file.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_FILE";
    }
}
