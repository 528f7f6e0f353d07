import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Fetches the pinned Apache Maven once and prints the path of its {@code mvn}. See the README beside this file. */
public final class MavenBootstrap {
    private static final String VERSION = "3.9.12";
    private static final String SHA_512 = "0ef0d074761a55e7b982fd7f2cd6ea2da028289c73156ebd488c0513efbff8a6"
            + "4ac5bc0c11c3b8bbced930ce15238ecef344b0e065ae54f7cdca8c86cf39e736";
    private static final int MAX_BYTES = 32 << 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private MavenBootstrap() {}

    public static void main(String[] arguments) {
        try {
            Path here = Path.of(arguments[0]);
            Path home = Path.of(System.getProperty("user.home"), ".m2");
            System.out.println(installed(here, home));
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("posthorn: cannot fetch Maven: " + e
                    + ". Install Maven 3.8.6 or later, or set POSTHORN_MAVEN_REPOSITORY to a repository that has it.");
            System.exit(1);
        } catch (InterruptedException _) {
            System.exit(1);
        }
    }

    private static Path installed(Path here, Path home)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path parent = home.resolve("wrapper/dists/apache-maven-" + VERSION);
        Path folder = parent.resolve(SHA_512.substring(0, 16));
        Path program = folder.resolve("bin/mvn");
        if (Files.isExecutable(program)) {
            return program;
        }
        Files.createDirectories(parent);
        try (FileChannel lockFile = FileChannel.open(
                        parent.resolve("posthorn.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = lockFile.lock()) {
            if (!Files.isExecutable(program) && lock.isValid()) {
                install(repository(here, home), parent, folder);
            }
        }
        return program;
    }

    private static void install(String repository, Path parent, Path folder)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path archive = parent.resolve("fetched.zip");
        Path partial = parent.resolve("partial");
        delete(partial);
        fetch(repository, archive);
        Files.createDirectories(partial);
        try (FileSystem zip = FileSystems.newFileSystem(archive);
                Stream<Path> entries = Files.walk(zip.getPath("apache-maven-" + VERSION))) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                Path target = partial.resolve(
                        zip.getPath("apache-maven-" + VERSION).relativize(entry).toString());
                if (Files.isDirectory(entry)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(entry, target);
                }
            }
        }
        Files.setPosixFilePermissions(partial.resolve("bin/mvn"), PosixFilePermissions.fromString("rwxr-xr-x"));
        delete(folder);
        Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(archive);
    }

    private static void fetch(String repository, Path archive)
            throws IOException, GeneralSecurityException, InterruptedException {
        URI address = URI.create(repository.replaceAll("/+$", "") + "/org/apache/maven/apache-maven/" + VERSION
                + "/apache-maven-" + VERSION + "-bin.zip");
        System.err.println("posthorn: fetching Maven " + VERSION + " from " + address.getHost());
        HttpClient.Builder client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(20));
        proxy().ifPresent(client::proxy);
        try (HttpClient http = client.build()) {
            HttpResponse<InputStream> answer = http.send(
                    HttpRequest.newBuilder(address).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("the repository answered " + answer.statusCode());
                }
                byte[] content = body.readNBytes(MAX_BYTES);
                String sum = HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-512").digest(content));
                if (!sum.equals(SHA_512)) {
                    throw new IOException("what the repository sent is not Maven " + VERSION + " (SHA-512 " + sum + ")");
                }
                Files.write(archive, content);
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("not an address: " + address, e);
        }
    }

    /** The proxy that other programs are told of by {@code https_proxy}; Java's own settings need none of this. */
    private static Optional<ProxySelector> proxy() {
        return Stream.of("https_proxy", "HTTPS_PROXY")
                .map(System::getenv)
                .filter(value -> value != null && !value.isBlank())
                .map(URI::create)
                .filter(proxy -> proxy.getHost() != null && proxy.getPort() > 0)
                .map(proxy -> ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())))
                .findFirst();
    }

    private static String repository(Path here, Path home) throws IOException {
        String chosen = System.getenv("POSTHORN_MAVEN_REPOSITORY");
        if (chosen != null && !chosen.isBlank()) {
            return chosen;
        }
        Path settings = home.resolve("settings.xml");
        if (Files.isRegularFile(settings)) {
            try (InputStream in = Files.newInputStream(settings)) {
                Optional<String> mirror = url(in, "mirror", "mirrorOf", Set.of("central", "*", "external:*"));
                if (mirror.isPresent()) {
                    return mirror.get();
                }
            }
        }
        try (Stream<Path> jars = Files.list(here)) {
            Path jar = jars.filter(file -> file.getFileName().toString().startsWith("maven-model-builder-"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no maven-model-builder in " + here));
            try (FileSystem content = FileSystems.newFileSystem(jar);
                    InputStream in = Files.newInputStream(content.getPath("org/apache/maven/model/pom-4.0.0.xml"))) {
                return url(in, "repository", "id", Set.of("central"))
                        .orElseThrow(() -> new IOException("Maven's default model names no central repository"));
            }
        }
    }

    /** The {@code url} of the first {@code element} whose child {@code key} is one of {@code wanted}. */
    private static Optional<String> url(InputStream in, String element, String key, Set<String> wanted)
            throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            NodeList found = factory.newDocumentBuilder().parse(in).getElementsByTagName(element);
            return IntStream.range(0, found.getLength())
                    .mapToObj(index -> (Element) found.item(index))
                    .filter(node -> wanted.contains(child(node, key)))
                    .map(node -> child(node, "url"))
                    .filter(url -> !url.isEmpty())
                    .findFirst();
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("not XML: " + e.getMessage(), e);
        }
    }

    private static String child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
