package io.posthorn.platform.outbound;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that answers as a test says. Each name has a list of answers, which it goes through in turn. */
final class FakeNameServer implements AutoCloseable {
    private static final int A = 1;
    private static final int CNAME = 5;
    private static final int AAAA = 28;

    private final DatagramSocket socket;
    private final Map<String, Answers> answers = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    /** Records as {@code A 127.0.0.1}, {@code AAAA ::1}, {@code CNAME other.test}, with commas between. */
    private record Answers(List<String> inTurn) {}

    FakeNameServer() throws IOException {
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        Thread.ofVirtual().name("fake-name-server").start(this::serve);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    FakeNameServer answer(String name, String... inTurn) {
        answers.put(name, new Answers(List.of(inTurn)));
        return this;
    }

    /** How often the IPv4 addresses of {@code name} were asked for. */
    int asked(String name) {
        AtomicInteger count = asked.get(name);
        return count == null ? 0 : count.get();
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                if (answer.length > 0) {
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException _) {
                // closed: the loop ends
            }
        }
    }

    private byte[] answer(ByteBuffer query) throws IOException {
        short id = query.getShort();
        query.position(12);
        StringBuilder name = new StringBuilder();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.US_ASCII));
        }
        int type = query.getShort();
        String question = name.toString().toLowerCase(Locale.ROOT);
        Answers known = answers.get(question);
        int turn = type == A
                ? asked.computeIfAbsent(question, _ -> new AtomicInteger()).getAndIncrement()
                : Math.max(0, asked(question) - 1);
        String records = known == null
                ? ""
                : known.inTurn().get(Math.min(turn, known.inTurn().size() - 1));
        if (records.equals("SILENCE")) {
            return new byte[0];
        }
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(rows);
        int count = records.isEmpty() ? 0 : write(out, question, type, records);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(whole);
        head.writeShort(id);
        head.writeShort(known == null ? 0x8183 : 0x8180);
        head.writeShort(1);
        head.writeShort(count);
        head.writeInt(0);
        writeName(head, question);
        head.writeShort(type);
        head.writeShort(1);
        head.write(rows.toByteArray());
        return whole.toByteArray();
    }

    private int write(DataOutputStream out, String owner, int type, String records) throws IOException {
        int count = 0;
        for (String row : records.split(",", -1)) {
            String[] parts = row.trim().split(" ", -1);
            int rowType =
                    switch (parts[0]) {
                        case "A" -> A;
                        case "AAAA" -> AAAA;
                        case "CNAME" -> CNAME;
                        default -> throw new IllegalArgumentException(row);
                    };
            if (rowType != type && rowType != CNAME) {
                continue;
            }
            byte[] data = rowType == CNAME ? name(parts[1]) : bytes(parts[1]);
            writeName(out, owner);
            out.writeShort(rowType);
            out.writeShort(1);
            out.writeInt(0);
            out.writeShort(data.length);
            out.write(data);
            count++;
            Answers next = rowType == CNAME ? answers.get(parts[1]) : null;
            if (next != null) {
                count += write(out, parts[1], type, next.inTurn().getFirst());
            }
        }
        return count;
    }

    /** IPv4-mapped ones have 16 bytes here, which Java would not leave them. */
    private static byte[] bytes(String address) {
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        if (bytes.length == 4 && address.contains(":")) {
            ByteBuffer mapped = ByteBuffer.allocate(16);
            mapped.position(10).put((byte) 0xff).put((byte) 0xff).put(bytes);
            return mapped.array();
        }
        return bytes;
    }

    private static byte[] name(String name) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeName(new DataOutputStream(bytes), name);
        return bytes.toByteArray();
    }

    private static void writeName(DataOutputStream out, String name) throws IOException {
        for (String label : name.split("\\.", -1)) {
            out.writeByte(label.length());
            out.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeByte(0);
    }

    @Override
    public void close() {
        socket.close();
    }
}
