package io.posthorn.topic.filter;

import java.util.HashSet;
import java.util.Set;

/** The paths that policies look at. Array elements have no name of their own in a path. */
final class Paths {
    /** The path of the document itself. */
    static final String TOP = "";

    private final Set<String> paths;
    private final Set<String> leading = new HashSet<>();

    Paths(Set<String> paths) {
        this.paths = Set.copyOf(paths);
        for (String path : paths) {
            leading.add(path);
            for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
                leading.add(path.substring(0, dot));
            }
        }
    }

    /** The path of the member {@code name} of what is at {@code path}. */
    static String member(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }

    /** Whether a policy looks at what is at {@code path} or below it. */
    boolean lead(String path) {
        return leading.contains(path);
    }

    /** Whether a policy looks at values at {@code path}. */
    boolean contain(String path) {
        return paths.contains(path);
    }
}
