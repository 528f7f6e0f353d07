package io.posthorn.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.posthorn.bench.http.AnswerException;
import io.posthorn.bench.http.AnswerParser;
import io.posthorn.bench.http.Credentials;
import io.posthorn.bench.http.Signer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call on a connection of its own: what comes before and after a load.
 *
 * @param address where the server listens
 * @param credentials with what it is signed, or nothing to send it unsigned
 * @param clock the time that it is signed for
 */
public record OneCall(InetSocketAddress address, Optional<Credentials> credentials, InstantSource clock) {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /**
     * An answer.
     *
     * @param status its HTTP status
     * @param body its body
     */
    public record Answer(int status, String body) {}

    /**
     * Calls {@code action}.
     *
     * @param json the input
     * @throws IOException if there is no answer, or one that is not HTTP
     */
    public Answer call(String action, String json) throws IOException {
        @Nullable Signer signer = credentials.map(key -> new Signer(key, clock)).orElse(null);
        String host = address.getHostString() + ':' + address.getPort();
        byte[] body = json.getBytes(UTF_8);
        ByteBuffer request = QueueCalls.template(action, host, signer).with(body, body.length);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) ANSWER_LIMIT.toMillis());
            socket.connect(address, (int) ANSWER_LIMIT.toMillis());
            // channels made of streams keep the socket's time limits
            Channels.newChannel(socket.getOutputStream()).write(request);
            ReadableByteChannel input = Channels.newChannel(socket.getInputStream());
            AnswerParser parser = new AnswerParser();
            while (true) {
                int count = input.read(parser.room());
                if (count < 0) {
                    throw new IOException("the server closed the connection");
                }
                if (parser.received(count)) {
                    return new Answer(parser.status(), parser.bodyText());
                }
            }
        } catch (AnswerException e) {
            throw new IOException("no HTTP answer", e);
        }
    }

    /**
     * Makes a queue.
     *
     * @return its URL
     * @throws IOException if there is no answer, or an error
     */
    public String createQueue(String name) throws IOException {
        Answer answer = call("CreateQueue", "{\"QueueName\":\"" + name + "\"}");
        int url = answer.body().indexOf("http");
        int end = answer.body().indexOf('"', Math.max(url, 0));
        if (answer.status() != 200 || url < 0 || end < 0) {
            throw new IOException("CreateQueue: status " + answer.status() + ": " + answer.body());
        }
        return answer.body().substring(url, end);
    }

    /**
     * Deletes a queue.
     *
     * @throws IOException if there is no answer, or an error
     */
    public void deleteQueue(String url) throws IOException {
        Answer answer = call("DeleteQueue", "{\"QueueUrl\":\"" + url + "\"}");
        if (answer.status() != 200) {
            throw new IOException("DeleteQueue: status " + answer.status() + ": " + answer.body());
        }
    }
}
