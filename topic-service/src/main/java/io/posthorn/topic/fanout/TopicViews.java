package io.posthorn.topic.fanout;

import io.posthorn.platform.event.TopicPublication;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Topics with their subscribers as they are now. They are kept in memory and compared with the record's revision before every
 * portion, so a subscription that was answered is in effect for whatever is published after. Safe for use by many threads.
 */
final class TopicViews {
    private static final String REVISIONS = """
            SELECT t.id, t.revision FROM topic.topics t
            JOIN unnest($1::text[], $2::bigint[]) AS w (account, id) ON t.account = w.account AND t.id = w.id""";

    /** A topic that was deleted and made again while a publisher still knew the former: what was published is for it. */
    private static final String REMADE = """
            SELECT t.account, t.region, t.name, t.id, t.revision FROM topic.topics t
            JOIN unnest($1::text[], $2::text[], $3::text[]) AS w (account, region, name)
                ON t.account = w.account AND t.region = w.region AND t.name = w.name""";

    private final Pool pool;
    private final TopicViewLoader loader;
    private final int maxSubscribers;

    /** In the order of their last use. */
    private final LinkedHashMap<Long, TopicView> kept = new LinkedHashMap<>(16, 0.75f, true);

    private long keptSubscribers;

    /** @param maxSubscribers how many subscribers of topics that are not in use are kept */
    TopicViews(Pool pool, TopicViewLoader loader, int maxSubscribers) {
        this.pool = pool;
        this.loader = loader;
        this.maxSubscribers = maxSubscribers;
    }

    /**
     * The topics of {@code publications} by the numbers that these know them by; one that is not there any more, nor another
     * of its name, is missing.
     */
    Future<Map<Long, TopicView>> of(Collection<TopicPublication> publications) {
        return known(publications).compose(found -> {
            List<TopicPublication> without = publications.stream()
                    .filter(each -> !found.containsKey(each.topicId()))
                    .toList();
            return without.isEmpty()
                    ? Future.succeededFuture(found)
                    : remade(without).map(remade -> {
                        Map<Long, TopicView> all = new HashMap<>(found);
                        all.putAll(remade);
                        return all;
                    });
        });
    }

    private Future<Map<Long, TopicView>> remade(List<TopicPublication> publications) {
        return pool.preparedQuery(REMADE)
                .execute(Tuple.tuple()
                        .addArrayOfString(publications.stream()
                                .map(each -> each.account().value())
                                .toArray(String[]::new))
                        .addArrayOfString(publications.stream()
                                .map(TopicPublication::region)
                                .toArray(String[]::new))
                        .addArrayOfString(publications.stream()
                                .map(TopicPublication::topic)
                                .toArray(String[]::new)))
                .compose(rows -> {
                    Map<Long, TopicView> views = new ConcurrentHashMap<>();
                    List<Future<?>> loading = new ArrayList<>(0);
                    rows.forEach(row -> loading.add(loader.load(row.getString(0), row.getLong(3))
                            .onSuccess(loaded -> loaded.ifPresent(view -> publications.stream()
                                    .filter(each -> each.account()
                                                    .equals(view.key().account())
                                            && each.region().equals(view.key().region())
                                            && each.topic()
                                                    .equals(view.key().name().value()))
                                    .forEach(each -> views.put(each.topicId(), view))))));
                    return Future.join(loading).map(_ -> Map.copyOf(views));
                });
    }

    private Future<Map<Long, TopicView>> known(Collection<TopicPublication> publications) {
        Map<Long, String> asked = new HashMap<>();
        publications.forEach(each -> asked.put(each.topicId(), each.account().value()));
        return pool.preparedQuery(REVISIONS)
                .execute(Tuple.tuple()
                        .addArrayOfString(asked.values().toArray(String[]::new))
                        .addArrayOfLong(asked.keySet().toArray(Long[]::new)))
                .compose(rows -> {
                    Map<Long, TopicView> current = new ConcurrentHashMap<>();
                    List<Future<?>> loading = new ArrayList<>(0);
                    rows.forEach(row -> {
                        long id = row.getLong(0);
                        TopicView known = known(id, row.getLong(1));
                        if (known == null) {
                            loading.add(loader.load(Objects.requireNonNull(asked.get(id)), id)
                                    .onSuccess(found -> found.ifPresent(view -> {
                                        keep(view);
                                        current.put(id, view);
                                    })));
                        } else {
                            current.put(id, known);
                        }
                    });
                    return Future.join(loading).map(_ -> Map.copyOf(current));
                });
    }

    private synchronized @Nullable TopicView known(long id, long revision) {
        TopicView view = kept.get(id);
        return view != null && view.revision() == revision ? view : null;
    }

    private synchronized void keep(TopicView view) {
        TopicView before = kept.put(view.id(), view);
        keptSubscribers += view.weight() - (before == null ? 0 : before.weight());
        var eldest = kept.entrySet().iterator();
        while (keptSubscribers > maxSubscribers && kept.size() > 1) {
            keptSubscribers -= eldest.next().getValue().weight();
            eldest.remove();
        }
    }
}
