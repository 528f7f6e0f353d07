package io.posthorn.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What PostgreSQL keeps: {@code data} (the cluster), {@code password}, {@code port}, {@code lock} and the Unix socket.
 * Whoever uses this holds the folder's {@link FolderLock}.
 *
 * @param root an absolute path
 * @param programs run on the folder
 * @param durable whether what is written is forced to the disk
 */
record PostgresFolder(Path root, PostgresPrograms programs, boolean durable) {
    static final String USER = "posthorn";
    static final String DATABASE = "posthorn";
    private static final int PASSWORD_BYTES = 24;
    /** In {@code postmaster.pid}: pid, folder, start time, port, socket folder, address, shared memory, status. */
    private static final int STATUS_LINE = 7;

    Path data() {
        return root.resolve("data");
    }

    /** Makes the cluster, its user and its database if they are not there; a crash in the middle starts over. */
    void initialise() {
        try {
            if (Files.isDirectory(data())) {
                checkVersion();
            } else {
                create();
            }
            if (programs.command().owner().isPresent()) {
                Folders.giveTo(programs.command().owner().getAsInt(), data());
            }
        } catch (IOException e) {
            throw new EmbeddedException("cannot prepare PostgreSQL's folder " + root, e);
        }
    }

    String password() {
        try {
            return Files.readString(passwordFile());
        } catch (IOException e) {
            throw new EmbeddedException("cannot read the database's password from " + passwordFile(), e);
        }
    }

    void configure(PostgresSettings settings) {
        Folders.writePrivate(data().resolve("posthorn.conf"), settings.text());
        Folders.writePrivate(data().resolve("pg_hba.conf"), PostgresSettings.ACCESS);
        if (programs.command().owner().isPresent()) {
            int owner = programs.command().owner().getAsInt();
            try {
                Files.setAttribute(data().resolve("posthorn.conf"), "unix:uid", owner);
                Files.setAttribute(data().resolve("pg_hba.conf"), "unix:uid", owner);
            } catch (IOException e) {
                throw new EmbeddedException("cannot configure PostgreSQL in " + root, e);
            }
        }
    }

    /** The arguments with which the server is started on this folder, and by which its process is known again. */
    List<String> serverArguments() {
        return List.of("-D", data().toString(), "-c", "config_file=" + data().resolve("posthorn.conf"));
    }

    /** The pid of the server that last started here, whatever became of it. */
    Optional<Long> recordedPid() {
        return pidFile().stream().findFirst().flatMap(PostgresFolder::number);
    }

    /** Whether the server with this pid says that it accepts connections. */
    boolean isReady(long pid) {
        List<String> lines = pidFile();
        return recordedPid().filter(recorded -> recorded == pid).isPresent()
                && lines.size() > STATUS_LINE
                && lines.get(STATUS_LINE).strip().equals("ready");
    }

    /**
     * Makes the pid file of a dead server harmless when its pid has come to another process, for which PostgreSQL would
     * take it and refuse to start. The file's other lines stay: by them PostgreSQL finds sessions of the dead server
     * that still use its shared memory, and waits for their end.
     */
    void disownPid() {
        List<String> lines = pidFile();
        if (lines.isEmpty()) {
            return;
        }
        // PostgreSQL takes its parent's pid for a leftover, as this process will be.
        String own = Long.toString(ProcessHandle.current().pid());
        String rest = String.join("\n", lines.subList(1, lines.size()));
        Folders.writePrivate(data().resolve("postmaster.pid"), own + '\n' + rest + '\n');
        programs.command().owner().ifPresent(owner -> {
            try {
                Files.setAttribute(data().resolve("postmaster.pid"), "unix:uid", owner);
            } catch (IOException e) {
                throw new EmbeddedException("cannot change the owner of PostgreSQL's pid file", e);
            }
        });
    }

    private void create() throws IOException {
        Path fresh = root.resolve("data.new");
        Folders.delete(fresh);
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        Folders.writePrivate(passwordFile(), HexFormat.of().formatHex(secret));
        programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + fresh,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C",
                        "--no-instructions",
                        durable ? "--sync-method=fsync" : "--no-sync"),
                "");
        programs.run(
                "postgres",
                List.of("--single", "-D", fresh.toString(), "-c", "fsync=" + (durable ? "on" : "off"), "postgres"),
                "CREATE DATABASE " + DATABASE + " OWNER " + USER + "\n");
        Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(root);
    }

    private void checkVersion() throws IOException {
        String version = Files.readString(data().resolve("PG_VERSION")).strip();
        if (!version.equals(PostgresBinaries.MAJOR_VERSION)) {
            throw new EmbeddedException("the data in " + data() + " are PostgreSQL " + version + "'s, this is version "
                    + PostgresBinaries.MAJOR_VERSION + ": dump them with the old version and load them with this one");
        }
    }

    private Path passwordFile() {
        return root.resolve("password");
    }

    private List<String> pidFile() {
        try {
            return Files.readAllLines(data().resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new EmbeddedException("cannot read PostgreSQL's pid file", e);
        }
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
