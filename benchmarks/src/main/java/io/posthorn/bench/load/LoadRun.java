package io.posthorn.bench.load;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** Puts a load on a server. */
public final class LoadRun {
    private final InstantSource clock;
    private final RandomGenerator.SplittableGenerator random;

    /** Runs that sign for the time of {@code clock} and draw bodies from {@code random}. */
    public LoadRun(InstantSource clock, RandomGenerator.SplittableGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /** What looks at the machine when the measured time begins and ends. */
    public interface Observer {
        /** The measured time begins now. */
        void began();

        /** The measured time is over. */
        void ended();

        /** An observer that does not look. */
        static Observer none() {
            return new Observer() {
                @Override
                public void began() {
                    // nothing to look at
                }

                @Override
                public void ended() {
                    // nothing to look at
                }
            };
        }
    }

    /**
     * Runs a load to its end.
     *
     * @throws LoadException if the server cannot be reached, or not any more
     */
    public LoadResult run(Load load, Observer observer) {
        long from = System.nanoTime() + load.warmUp().toNanos();
        List<Future<Tally>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                load.threads(), Thread.ofPlatform().name("load-", 0).factory())) {
            for (int i = 0; i < load.threads(); i++) {
                running.add(threads.submit(new LoadLoop(load, i, from, clock, random.split())));
            }
            awaitNanoTime(from, running);
            observer.began();
            awaitNanoTime(from + load.duration().toNanos(), running);
            observer.ended();
            List<Tally> tallies = new ArrayList<>();
            for (Future<Tally> loop : running) {
                tallies.add(loop.get());
            }
            return LoadResult.of(tallies, load.scenario().messages(), load.duration());
        } catch (ExecutionException e) {
            throw new LoadException("the load on " + load.host() + " broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted", e);
        }
    }

    /** Returns at {@code moment}, or as soon as a loop has ended. */
    private static void awaitNanoTime(long moment, List<Future<Tally>> running) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            if (running.stream().anyMatch(Future::isDone)
                    || Thread.currentThread().isInterrupted()) {
                return;
            }
            LockSupport.parkNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }
}
