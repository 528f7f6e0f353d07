package io.posthorn.wire;

import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record's plan. Records may contain themselves, so a plan is made first and completed once, before it is shared. */
final class Structure implements ValueShape {
    /** Members seen are tracked in one long. */
    static final int MAX_MEMBERS = Long.SIZE;

    private final Class<? extends Record> type;
    private final Map<String, Member> byName = new HashMap<>();
    private final Map<String, Queried> byQueryName = new HashMap<>();
    private Member[] members = new Member[0];
    private @Nullable MethodHandle constructor;

    /**
     * A member by one of its query names.
     *
     * @param alias which of the member's names it is, from 0
     */
    record Queried(Member member, int alias) {}

    Structure(Class<? extends Record> type) {
        this.type = type;
    }

    /**
     * Completes the plan.
     *
     * @param planned the members in the order of the components
     * @param canonical makes the record: {@code (Object[])Record}
     */
    void complete(List<Member> planned, MethodHandle canonical) {
        members = planned.toArray(Member[]::new);
        constructor = canonical;
        for (Member member : members) {
            byName.put(member.name(), member);
            for (int alias = 0; alias < member.queryNames().size(); alias++) {
                byQueryName.put(member.queryNames().get(alias).text(), new Queried(member, alias));
            }
        }
    }

    Class<? extends Record> type() {
        return type;
    }

    /** The members in the order of the components; not to be changed. */
    Member[] members() {
        return members;
    }

    @Nullable
    Member named(String name) {
        return byName.get(name);
    }

    @Nullable
    Queried queried(String name) {
        return byQueryName.get(name);
    }

    /** The record of {@code values}, one per member; null where the wire carried none. */
    Record create(@Nullable Object[] values) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                values[i] = members[i].absent();
            }
        }
        MethodHandle canonical = constructor;
        if (canonical == null) {
            throw new IllegalStateException("the plan of " + type.getName() + " is not complete");
        }
        try {
            return (Record) canonical.invokeExact(values);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a record's constructor threw a checked exception", e);
        }
    }
}
