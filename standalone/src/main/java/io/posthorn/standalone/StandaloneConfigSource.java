package io.posthorn.standalone;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.jspecify.annotations.Nullable;

/**
 * What is known only when the database and the broker run. Held in memory, where passwords stay out of system
 * properties, which are shown to whoever inspects the process. Above {@code application.properties}, below environment
 * variables and system properties.
 */
public final class StandaloneConfigSource implements ConfigSource {
    private static final int ORDINAL = 275;
    private static volatile Map<String, String> properties = Map.of();

    /** Used by the service loader. */
    public StandaloneConfigSource() {}

    static void provide(Map<String, String> values) {
        properties = Map.copyOf(values);
    }

    @Override
    public int getOrdinal() {
        return ORDINAL;
    }

    @Override
    public Set<String> getPropertyNames() {
        return properties.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
        return properties.get(name);
    }

    @Override
    public String getName() {
        return "Posthorn standalone";
    }
}
