package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.WireName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What AddPermission is asked. */
public record AddPermissionInput(
        @Nullable String queueUrl,
        @Nullable String label,

        @WireName("AWSAccountIds") @Flattened("AWSAccountId")
        List<String> awsAccountIds,

        @Flattened("ActionName") List<String> actions) {}
