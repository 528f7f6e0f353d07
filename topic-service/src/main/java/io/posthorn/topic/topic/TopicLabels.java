package io.posthorn.topic.topic;

import io.posthorn.platform.metric.CappedTags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Which topics have figures of their own: the first ones, until they are deleted. Safe for use by many threads. */
public final class TopicLabels {
    private final CappedTags tags;
    private final Set<TopicKey> own = ConcurrentHashMap.newKeySet();
    private final List<Consumer<String>> meters = new CopyOnWriteArrayList<>();

    /** @param limit how many topics have figures of their own */
    public TopicLabels(int limit) {
        this.tags = new CappedTags(limit);
    }

    /** The label of {@code topic}: its ARN, or that of all others. */
    public String of(TopicKey topic) {
        String label = tags.valueOf(topic.toString());
        if (!label.equals(CappedTags.OTHER)) {
            own.add(topic);
        }
        return label;
    }

    /** Has {@code remove} called with the label of each topic that is forgotten. */
    public void onForget(Consumer<String> remove) {
        meters.add(remove);
    }

    /** The topics with figures of their own, some of which may be deleted. */
    public Set<TopicKey> own() {
        return Set.copyOf(own);
    }

    /** Gives the label of a topic that is deleted back; its meters go. */
    public void forget(TopicKey topic) {
        if (own.remove(topic)) {
            meters.forEach(each -> each.accept(topic.toString()));
            tags.forget(topic.toString());
        }
    }
}
