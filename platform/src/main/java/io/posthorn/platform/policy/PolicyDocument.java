package io.posthorn.platform.policy;

import java.util.List;

/**
 * A policy document of IAM's JSON language, read and checked. Immutable.
 *
 * <p>Supported: versions 2008-10-17 and 2012-10-17 with {@code Id}, {@code Statement}, {@code Sid}, {@code Effect},
 * {@code Principal}, {@code NotPrincipal}, {@code Action}, {@code NotAction}, {@code Resource}, {@code NotResource} and
 * {@code Condition}; the operators of {@link Operator} with {@code IfExists}, {@code ForAllValues:}, {@code ForAnyValue:}
 * and {@code Null}; in 2012-10-17 the policy variables of {@link Template}. All else is refused when it is read.
 */
public final class PolicyDocument {
    /** The longest document that is read, in characters: the limit of the largest kind, a topic's policy. */
    public static final int MAX_CHARS = 30_720;

    private final List<Statement> statements;

    PolicyDocument(List<Statement> statements) {
        this.statements = List.copyOf(statements);
    }

    /**
     * Reads the policy of an identity: without principals.
     *
     * @throws PolicySyntaxException when it is not one
     */
    public static PolicyDocument ofIdentity(String json) {
        return new PolicyReader(false).read(json);
    }

    /**
     * Reads the policy of a resource: each statement with principals.
     *
     * @throws PolicySyntaxException when it is not one
     */
    public static PolicyDocument ofResource(String json) {
        return new PolicyReader(true).read(json);
    }

    /** The ids of its statements, those that have one, in order. */
    public List<String> statementIds() {
        return statements.stream()
                .map(Statement::sid)
                .filter(sid -> !sid.isEmpty())
                .toList();
    }

    List<Statement> statements() {
        return statements;
    }
}
