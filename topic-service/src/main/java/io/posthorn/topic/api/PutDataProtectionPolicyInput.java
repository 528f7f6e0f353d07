package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What PutDataProtectionPolicy is asked. */
public record PutDataProtectionPolicyInput(
        @Nullable String resourceArn, @Nullable String dataProtectionPolicy) {}
