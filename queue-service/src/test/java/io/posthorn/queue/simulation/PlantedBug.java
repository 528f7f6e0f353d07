package io.posthorn.queue.simulation;

import io.posthorn.queue.state.QueueState;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A bug as somebody could make it: some text of one source file, replaced. It is compiled apart and the simulation is run on it in a
 * class loader of its own, so the code of the build is never touched.
 *
 * @param what the bug, in words
 * @param file below {@code src}
 * @param original text that the file has exactly once
 * @param replacement what it says with the bug
 */
record PlantedBug(String what, String file, String original, String replacement) {

    /** Which seed noticed, and what it said was broken. */
    record Caught(long seed, String property) {}

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String file, String text) {
            super(URI.create("string:///" + file), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Plays seeds from 1 until one notices. */
    Optional<Caught> caughtWithin(int seeds, Path scratch) {
        compileInto(scratch);
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {
                    scratch.toUri().toURL(),
                    locationOf(QueueState.class),
                    locationOf(Simulation.class),
                    locationOf(Nullable.class)
                },
                ClassLoader.getPlatformClassLoader())) {
            Method play = loader.loadClass(Simulation.class.getName()).getDeclaredMethod("play", long.class);
            play.setAccessible(true);
            for (long seed = 1; seed <= seeds; seed++) {
                try {
                    play.invoke(null, seed);
                } catch (InvocationTargetException broken) {
                    return Optional.of(new Caught(seed, propertyOf(Objects.requireNonNull(broken.getCause()))));
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String propertyOf(Throwable broken) {
        String message = String.valueOf(broken.getMessage());
        return broken instanceof AssertionError
                ? message.substring(0, message.indexOf(':'))
                : broken.getClass().getSimpleName();
    }

    private void compileInto(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            files.setLocationFromPaths(
                    StandardLocation.CLASS_PATH,
                    List.of(pathOf(QueueState.class), pathOf(Simulation.class), pathOf(Nullable.class)));
            boolean compiled = compiler.getTask(
                            messages, files, null, List.of("-proc:none"), null, List.of(new Source(file, planted())))
                    .call();
            if (!compiled) {
                throw new IllegalStateException(what + " does not compile: " + messages);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String planted() throws IOException {
        String source = Files.readString(Path.of("src").resolve(file));
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException(what + ": " + file + " does not say once: " + original);
        }
        return source.replace(original, replacement);
    }

    private static URL locationOf(Class<?> type) {
        return Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                .getLocation();
    }

    private static Path pathOf(Class<?> type) {
        return Path.of(URI.create(locationOf(type).toString()));
    }

    @Override
    public String toString() {
        return what;
    }
}
