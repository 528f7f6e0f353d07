package io.posthorn.signer.edge;

import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;

/** Finds a request's action without decoding it: for throttling and labels, never for deciding what is done. */
final class ActionName {
    private static final byte[] PARAMETER = "Action=".getBytes(StandardCharsets.US_ASCII);

    /** How far into a form body the action is looked for: clients write it first. */
    private static final int MAX_SCANNED_BYTES = 4096;

    /** The longest action name that is believed. */
    private static final int MAX_CHARS = 64;

    private ActionName() {}

    /** The action's name, or an empty text when it is not easily found. */
    static String of(WireRequest request) {
        String target = request.headers().first("X-Amz-Target");
        if (target != null) {
            int dot = target.lastIndexOf('.');
            return dot < 0 || target.length() - dot > MAX_CHARS ? "" : target.substring(dot + 1);
        }
        String query = request.query();
        String found = inQuery(query);
        return found.isEmpty() ? inForm(request.body()) : found;
    }

    private static String inQuery(String query) {
        int at = query.startsWith("Action=") ? 0 : query.indexOf("&Action=") + 1;
        if (at == 0 && !query.startsWith("Action=")) {
            return "";
        }
        int from = at + PARAMETER.length;
        int ampersand = query.indexOf('&', from);
        int end = ampersand < 0 ? query.length() : ampersand;
        return end - from > MAX_CHARS ? "" : query.substring(from, end);
    }

    private static String inForm(byte[] body) {
        int limit = Math.min(body.length, MAX_SCANNED_BYTES) - PARAMETER.length;
        for (int at = 0; at <= limit; at++) {
            if ((at == 0 || body[at - 1] == '&') && matches(body, at)) {
                int from = at + PARAMETER.length;
                int end = from;
                while (end < body.length && body[end] != '&' && end - from <= MAX_CHARS) {
                    end++;
                }
                return end - from > MAX_CHARS ? "" : new String(body, from, end - from, StandardCharsets.US_ASCII);
            }
        }
        return "";
    }

    private static boolean matches(byte[] body, int at) {
        for (int i = 0; i < PARAMETER.length; i++) {
            if (body[at + i] != PARAMETER[i]) {
                return false;
            }
        }
        return true;
    }
}
