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

    /** The topics of {@code publications} by their numbers; one that is not there any more is missing. */
    Future<Map<Long, TopicView>> of(Collection<TopicPublication> publications) {
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
