package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How many values a document has at each of the paths that matter. */
final class PathCounts {
    private static final JsonFactory JSON = new JsonFactory();

    private final Paths paths;
    private final Map<String, Integer> counts = new HashMap<>();
    private long total;

    private PathCounts(Paths paths) {
        this.paths = paths;
    }

    /** Reads {@code document} to its end; empty when it is no JSON object. */
    static Optional<PathCounts> of(String document, Paths paths) {
        PathCounts counts = new PathCounts(paths);
        try (JsonParser parser = JSON.createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            counts.object(parser, Paths.TOP);
            return parser.nextToken() == null ? Optional.of(counts) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** How many values there are at {@code path}. */
    int at(String path) {
        return counts.getOrDefault(path, 0);
    }

    /** How many values there are at all paths. */
    long total() {
        return total;
    }

    private void object(JsonParser parser, String path) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = Paths.member(path, parser.currentName());
            parser.nextToken();
            if (paths.lead(member)) {
                value(parser, member);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void value(JsonParser parser, String path) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            object(parser, path);
        } else if (token == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                value(parser, path);
            }
        } else if (paths.contain(path)) {
            counts.merge(path, 1, Integer::sum);
            total++;
        }
    }
}
