package io.posthorn.queue.state;

import java.util.ArrayList;
import java.util.List;

/** The leases that changed since they were last drained: written behind, the latest of each message only. */
final class LeaseLog {

    private ArrayList<Message> changed = new ArrayList<>();

    void note(Message message) {
        Message.Receipt receipt = message.receipt;
        if (receipt != null && !receipt.unwritten) {
            receipt.unwritten = true;
            changed.add(message);
        }
    }

    /** The latest lease of each changed message that is still there. */
    List<LeaseRecord> drain() {
        List<LeaseRecord> records = new ArrayList<>(changed.size());
        for (Message message : changed) {
            Message.Receipt receipt = message.receipt;
            if (receipt == null) {
                continue;
            }
            receipt.unwritten = false;
            if (message.state != MessageState.GONE) {
                records.add(message.leaseRecord(receipt));
            }
        }
        changed = new ArrayList<>();
        return records;
    }

    void clear() {
        changed = new ArrayList<>();
    }
}
