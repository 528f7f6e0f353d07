package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body changes from one time to the next, with a fixed place for what changes with it: its hash, its
 * length, its signature. What changes with the second (the date, the scope) is laid out anew when the second does. For one
 * thread.
 */
public final class RequestTemplate {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String NO_HASH = "0".repeat(Sha256.HEX);
    private static final int MAX_LENGTH_DIGITS = 10;

    private final String start;
    private final String canonicalStart;
    private final TreeMap<String, String> signed;
    private final String plainHeaders;
    private final @Nullable Signer signer;

    private long second = Long.MIN_VALUE;
    private byte[] canonical = {};
    private byte[] stringToSign = {};
    private byte[] head = {};
    private int signatureAt;
    private byte[] request = {};

    /**
     * A template.
     *
     * @param method the request's
     * @param host the value of {@code Host}
     * @param headers more headers, by name; all are signed
     * @param signer what signs each request, or null to send it unsigned
     */
    public RequestTemplate(String method, String host, Map<String, String> headers, @Nullable Signer signer) {
        this.start = method + " / HTTP/1.1\r\n";
        this.canonicalStart = method + "\n/\n\n";
        this.signer = signer;
        signed = new TreeMap<>();
        signed.put("host", host);
        StringBuilder plain = new StringBuilder("Host: ").append(host).append("\r\n");
        headers.forEach((name, value) -> {
            signed.put(name.toLowerCase(Locale.ROOT), value);
            plain.append(name).append(": ").append(value).append("\r\n");
        });
        plainHeaders = plain.toString();
        if (signer == null) {
            head = (start + plainHeaders + "Content-Length: ").getBytes(ISO_8859_1);
        }
    }

    /** The request with this body, ready to be sent; holds until the next call. */
    public ByteBuffer with(byte[] body, int length) {
        if (signer != null) {
            if (signer.second() != second) {
                layOut(signer);
            }
            sign(signer, body, length);
        }
        int room = head.length + MAX_LENGTH_DIGITS + 4 + length;
        if (request.length < room) {
            request = new byte[room];
        }
        System.arraycopy(head, 0, request, 0, head.length);
        int at = decimal(length, request, head.length);
        request[at++] = '\r';
        request[at++] = '\n';
        request[at++] = '\r';
        request[at++] = '\n';
        System.arraycopy(body, 0, request, at, length);
        return ByteBuffer.wrap(request, 0, at + length);
    }

    private void layOut(Signer signer) {
        second = signer.second();
        signed.put("x-amz-date", signer.date());
        StringBuilder canonicalText = new StringBuilder(canonicalStart);
        signed.forEach((name, value) ->
                canonicalText.append(name).append(':').append(value).append('\n'));
        String names = String.join(";", signed.keySet());
        canonical = canonicalText
                .append('\n')
                .append(names)
                .append('\n')
                .append(NO_HASH)
                .toString()
                .getBytes(ISO_8859_1);
        stringToSign = (ALGORITHM + '\n' + signer.date() + '\n' + signer.scope() + '\n' + NO_HASH).getBytes(ISO_8859_1);
        String upToSignature = start + plainHeaders + "X-Amz-Date: " + signer.date() + "\r\nAuthorization: " + ALGORITHM
                + " Credential=" + signer.accessKeyId() + '/' + signer.scope() + ", SignedHeaders=" + names
                + ", Signature=";
        signatureAt = upToSignature.length();
        head = (upToSignature + NO_HASH + "\r\nContent-Length: ").getBytes(ISO_8859_1);
    }

    private void sign(Signer signer, byte[] body, int length) {
        Sha256 sha256 = signer.sha256();
        Sha256.hex(sha256.of(body, 0, length), canonical, canonical.length - Sha256.HEX);
        Sha256.hex(sha256.of(canonical, 0, canonical.length), stringToSign, stringToSign.length - Sha256.HEX);
        Sha256.hex(signer.sign(stringToSign), head, signatureAt);
    }

    private static int decimal(int value, byte[] into, int at) {
        int digits = 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }
}
