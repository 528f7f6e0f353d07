package io.posthorn.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Whether the database under a data folder is told to be less durable than PostgreSQL is by itself. */
public final class PostgresDurability {
    private static final List<String> SOURCES =
            List.of("postgresql.conf", "postgresql.auto.conf", "posthorn.conf", "postmaster.opts");

    private static final Pattern WEAKENED = Pattern.compile(
            "(?:^|[\\s\"'-])c?((?:fsync|synchronous_commit|full_page_writes)[\\s=]+'?(?:off|false|no|0|local)\\b'?)");

    private PostgresDurability() {}

    /**
     * Says so for a person.
     *
     * @param cluster the folder of PostgreSQL's files, whose server runs
     */
    public static String of(Path cluster) {
        List<String> weakened = new ArrayList<>();
        for (String source : SOURCES) {
            Path file = cluster.resolve(source);
            if (Files.isReadable(file)) {
                weakened.addAll(weakenedIn(read(file)));
            }
        }
        if (!Files.isReadable(cluster.resolve(SOURCES.getFirst()))) {
            return "not known (no cluster at " + cluster + ')';
        }
        return weakened.isEmpty()
                ? "fsync, synchronous_commit and full_page_writes on"
                : "WEAKENED: " + String.join(", ", weakened);
    }

    /** The settings in the text of a configuration file or command line that weaken durability. */
    static List<String> weakenedIn(String text) {
        return text.lines()
                .filter(line -> !line.stripLeading().startsWith("#"))
                .flatMap(line -> WEAKENED.matcher(line).results().map(found -> found.group(1)))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ServerException("cannot read " + file, e);
        }
    }
}
