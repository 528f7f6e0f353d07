package io.posthorn.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Processor time spent until now.
 *
 * @param server by the server's own process
 * @param children by its child processes, a database for one
 * @param generator by this process
 * @param machine by everybody on this machine; zero where the system does not tell
 */
public record CpuTime(Duration server, Duration children, Duration generator, Duration machine) {
    private static final Path TOTALS = Path.of("/proc/stat");
    /** Linux counts in hundredths of a second. */
    private static final int MILLIS_PER_TICK = 10;
    /** In a line of totals: user, nice, system, idle, iowait, irq, softirq. */
    private static final int[] BUSY_COLUMNS = {1, 2, 3, 6, 7};

    /** What was spent until now, with {@code server} as the server. */
    public static CpuTime now(ProcessHandle server) {
        return new CpuTime(
                of(server),
                server.descendants().map(CpuTime::of).reduce(Duration.ZERO, Duration::plus),
                of(ProcessHandle.current()),
                machineNow());
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private static Duration machineNow() {
        if (!Files.isReadable(TOTALS)) {
            return Duration.ZERO;
        }
        try {
            return machine(Files.readString(TOTALS));
        } catch (IOException _) {
            return Duration.ZERO;
        }
    }

    /** The busy time in the text of {@code /proc/stat}. */
    static Duration machine(String text) {
        String[] columns = text.lines().findFirst().orElse("").split(" +", -1);
        long ticks = 0;
        for (int column : BUSY_COLUMNS) {
            ticks += column < columns.length ? Long.parseLong(columns[column]) : 0;
        }
        return Duration.ofMillis(ticks * MILLIS_PER_TICK);
    }

    /** What was spent since {@code earlier}. */
    public CpuTime since(CpuTime earlier) {
        return new CpuTime(
                server.minus(earlier.server),
                children.minus(earlier.children),
                generator.minus(earlier.generator),
                machine.minus(earlier.machine));
    }

    /** What neither the server nor the generator spent: other people's work. */
    public Duration others() {
        Duration rest = machine.minus(server).minus(children).minus(generator);
        return rest.isNegative() ? Duration.ZERO : rest;
    }
}
