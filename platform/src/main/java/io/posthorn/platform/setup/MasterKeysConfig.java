package io.posthorn.platform.setup;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The master keys, under which everything secret is sealed: the same in every process of an installation. */
@ConfigMapping(prefix = "posthorn.secrets")
public interface MasterKeysConfig {
    /** The keys as {@code id:base64} entries with commas between; the first seals, all open. 256 bits each. */
    Optional<String> masterKeys();

    /** A file, such as a mounted Secret, with the same entries, one a line; in place of {@link #masterKeys}. */
    Optional<Path> masterKeysFile();
}
