package io.posthorn.signer.upstream;

import io.posthorn.platform.ServiceApi;
import io.posthorn.platform.call.CallTokens;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.shard.Shards;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the upstreams: what is configured over HTTP, and every service of this process that is not. */
class UpstreamBeans {
    @Produces
    @Singleton
    ShardRoutes routes(UpstreamConfig config) {
        return new ShardRoutes(new Shards(config.upstream().shards()));
    }

    @Produces
    @Singleton
    Upstreams upstreams(
            @Any Instance<ServiceApi> local,
            UpstreamConfig config,
            ShardRoutes routes,
            MasterKeys masterKeys,
            Vertx vertx) {
        UpstreamConfig.Upstream limits = config.upstream();
        CallTokens tokens = new CallTokens(masterKeys.forPurpose(CallTokens.PURPOSE));
        ReplicaClient client = new ReplicaClient(vertx, tokens, limits, Clock.systemUTC());
        return upstreams(local.stream().toList(), config, routes, client);
    }

    static Upstreams upstreams(
            List<? extends ServiceApi> local, UpstreamConfig config, ShardRoutes routes, ReplicaClient client) {
        Map<String, Upstream> byService = new HashMap<>();
        for (ServiceApi api : local) {
            for (String service : api.signingNames()) {
                if (byService.put(service, patient(new LocalUpstream(api), client, config)) != null) {
                    throw new IllegalStateException("two services of this process answer for " + service);
                }
            }
        }
        config.upstreams().forEach((service, urls) -> {
            try {
                Upstream http = new HttpUpstream(
                        new Replicas(urls), client, routes, config.upstream().deadline());
                byService.put(service, patient(http, client, config));
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException("posthorn.signer.upstreams." + service + ": " + e.getMessage(), e);
            }
        });
        return new Upstreams(byService);
    }

    private static Upstream patient(Upstream upstream, ReplicaClient client, UpstreamConfig config) {
        UpstreamConfig.Upstream limits = config.upstream();
        return new PatientUpstream(new OwnerRedirects(upstream, client), limits.patience(), limits.waiting());
    }
}
