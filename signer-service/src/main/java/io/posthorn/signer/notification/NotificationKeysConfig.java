package io.posthorn.signer.notification;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** What new notification-signing keys are made like. */
@ConfigMapping(prefix = "posthorn.signer.notification-keys")
public interface NotificationKeysConfig {
    /**
     * The regions for whose {@code sns.<region>.amazonaws.com} a new certificate is good, at most 100; a change counts
     * from the next key on.
     */
    @WithDefault("us-east-1,us-east-2,us-west-1,us-west-2,ca-central-1,sa-east-1,"
            + "eu-central-1,eu-central-2,eu-north-1,eu-south-1,eu-south-2,eu-west-1,eu-west-2,eu-west-3,"
            + "ap-east-1,ap-northeast-1,ap-northeast-2,ap-northeast-3,ap-south-1,ap-southeast-1,ap-southeast-2,"
            + "af-south-1,il-central-1,me-central-1,me-south-1,ru-central1")
    List<String> regions();
}
