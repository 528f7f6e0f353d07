package io.posthorn.platform.call;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;

/**
 * What a token says, as length-prefixed fields in a fixed order.
 *
 * @param call who asks
 * @param expiresAt when the token stops being believed, to the millisecond
 * @param requestDigest the 32 bytes that stand for the request
 */
record CallPayload(Call call, Instant expiresAt, byte[] requestDigest) {
    private static final int DIGEST_BYTES = 32;

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(384);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(expiresAt.toEpochMilli());
            out.write(requestDigest);
            out.writeUTF(call.account().value());
            out.writeUTF(call.principal().arn());
            out.writeUTF(call.principal().userId());
            out.writeUTF(call.accessKeyId());
            out.writeUTF(call.region());
            out.writeUTF(call.service());
            out.writeUTF(call.requestId());
            out.writeUTF(call.origin());
            out.writeUTF(call.source().address());
            out.writeBoolean(call.source().secure());
            Instant receivedAt = call.receivedAt();
            out.writeLong(receivedAt.getEpochSecond());
            out.writeInt(receivedAt.getNano());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * @throws IllegalArgumentException when {@code bytes} are not a payload
     */
    static CallPayload decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Instant expiresAt = Instant.ofEpochMilli(in.readLong());
            byte[] digest = in.readNBytes(DIGEST_BYTES);
            Call call = new Call(
                    new AccountId(in.readUTF()),
                    new Principal(in.readUTF(), in.readUTF()),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    new Source(in.readUTF(), in.readBoolean()),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()));
            if (in.read() >= 0) {
                throw new IllegalArgumentException("a payload ends after its last field");
            }
            return new CallPayload(call, expiresAt, digest);
        } catch (IOException e) {
            throw new IllegalArgumentException("a payload is cut off", e);
        }
    }
}
