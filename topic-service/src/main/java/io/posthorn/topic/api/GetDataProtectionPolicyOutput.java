package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What GetDataProtectionPolicy answers. */
public record GetDataProtectionPolicyOutput(@Nullable String dataProtectionPolicy) {}
