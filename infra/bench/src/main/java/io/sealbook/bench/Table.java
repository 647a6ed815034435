package io.sealbook.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures in rows and columns, told as they come and printed as a whole at the end. */
final class Table {
    private final String title;
    private final List<String[]> rows = new ArrayList<>();

    Table(String title, String... columns) {
        this.title = title;
        rows.add(columns);
    }

    void row(String... cells) {
        rows.add(cells);
        System.err.println("  " + String.join("  ", cells));
    }

    static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }

    static String percent(double part, double whole) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * part / whole);
    }

    static String times(double value, double reference) {
        return String.format(Locale.ROOT, "%.1f x", value / reference);
    }

    void print() {
        int columns = rows.getFirst().length;
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        StringBuilder text = new StringBuilder("\n" + title + "\n\n");
        for (int r = 0; r < rows.size(); r++) {
            line(text, rows.get(r), widths);
            if (r == 0) {
                for (int width : widths) {
                    text.append("| ").append("-".repeat(width)).append(' ');
                }
                text.append("|\n");
            }
        }
        System.out.println(text);
    }

    private static void line(StringBuilder text, String[] row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String cell = i < row.length ? row[i] : "";
            String pad = " ".repeat(widths[i] - cell.length());
            text.append("| ").append(i == 0 ? cell + pad : pad + cell).append(' ');
        }
        text.append("|\n");
    }
}
