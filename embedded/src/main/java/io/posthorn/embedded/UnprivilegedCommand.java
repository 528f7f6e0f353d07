package io.posthorn.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * How PostgreSQL's programs, which refuse to run as root, are started here: a command that ends by becoming the program,
 * so that the program keeps its pid. Where the system can, the program also gets a session of its own (a terminal's
 * Ctrl-C is the parent's to handle) and a SIGINT, PostgreSQL's fast shutdown, when the thread that started it ends.
 *
 * @param prefix what stands before the program and its arguments
 * @param owner the user to whom the data folder must belong, if not the current one
 */
record UnprivilegedCommand(List<String> prefix, OptionalInt owner) {
    private static final int NOBODY = 65_534;
    private static final long PROBE_SECONDS = 10;
    private static final List<String> DIES_WITH_PARENT = List.of("setpriv", "--pdeathsig", "INT", "--");
    /** A user namespace without any mapping: an unprivileged user to the program, the same owner to the file system. */
    private static final List<String> OWN_USERS = List.of("unshare", "--user");
    /**
     * Another user, who may pass folders that only root may: the data folder may lie in root's home. Needs no more than
     * the capabilities that containers have by default. PostgreSQL asks for its programs with access(2), to which
     * capabilities do not count, so the programs themselves must lie open to all.
     */
    private static final List<String> AS_NOBODY = List.of(
            "setpriv",
            "--reuid=" + NOBODY,
            "--regid=" + NOBODY,
            "--clear-groups",
            "--inh-caps=+dac_override",
            "--ambient-caps=+dac_override",
            "--pdeathsig=INT",
            "--");

    UnprivilegedCommand {
        prefix = List.copyOf(prefix);
    }

    /** Finds the first way that works on this system. */
    static UnprivilegedCommand find() {
        List<UnprivilegedCommand> ways = isRoot()
                ? List.of(
                        new UnprivilegedCommand(joined(OWN_USERS, List.of("setsid"), DIES_WITH_PARENT), rootItself()),
                        new UnprivilegedCommand(joined(List.of("setsid"), AS_NOBODY), OptionalInt.of(NOBODY)))
                : List.of(
                        new UnprivilegedCommand(joined(List.of("setsid"), DIES_WITH_PARENT), OptionalInt.empty()),
                        new UnprivilegedCommand(List.of(), OptionalInt.empty()));
        return ways.stream()
                .filter(UnprivilegedCommand::works)
                .findFirst()
                .orElseThrow(() -> new EmbeddedException(
                        "PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) can leave root"
                                + " here: run as another user"));
    }

    List<String> with(Path program, List<String> arguments) {
        return joined(prefix, List.of(program.toString()), arguments);
    }

    private boolean works() {
        try {
            Process probe = new ProcessBuilder(joined(prefix, List.of("true"), List.of()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return false;
            }
            return probe.exitValue() == 0;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedException("interrupted", e);
        }
    }

    private static OptionalInt rootItself() {
        return OptionalInt.of(0);
    }

    static boolean isRoot() {
        return effectiveUser() == 0;
    }

    private static int effectiveUser() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Uid:"))
                    .map(line -> Integer.parseInt(line.split("\\s+", -1)[2]))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException _) {
            return -1;
        }
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) {
            all.addAll(part);
        }
        return all;
    }
}
