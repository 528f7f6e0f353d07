package io.posthorn.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown that is also readable as it stands: the first column to the left, the others to the right. */
public final class Table {
    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    /** A table without rows. */
    public Table(String... titles) {
        this.titles = List.of(titles);
    }

    /** Adds a row with a cell for every title. */
    public void add(String... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** The table, each line with its end. */
    public String text() {
        List<Integer> widths =
                IntStream.range(0, titles.size()).mapToObj(this::width).toList();
        StringBuilder out = new StringBuilder(line(titles, widths));
        out.append(IntStream.range(0, widths.size())
                .mapToObj(i -> i == 0 ? "-".repeat(widths.get(i)) : "-".repeat(widths.get(i) - 1) + ':')
                .collect(Collectors.joining(" | ", "| ", " |\n")));
        rows.forEach(row -> out.append(line(row, widths)));
        return out.toString();
    }

    private int width(int column) {
        return IntStream.concat(
                        IntStream.of(titles.get(column).length()),
                        rows.stream().mapToInt(row -> row.get(column).length()))
                .max()
                .orElseThrow();
    }

    private static String line(List<String> cells, List<Integer> widths) {
        return IntStream.range(0, cells.size())
                .mapToObj(i -> {
                    String space = " ".repeat(widths.get(i) - cells.get(i).length());
                    return i == 0 ? cells.get(i) + space : space + cells.get(i);
                })
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
