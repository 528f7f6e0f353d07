-- A replica that leaves lives until its last shard is handed over, and gets no share of the others'.
ALTER TABLE queue.owners ADD COLUMN leaving boolean NOT NULL DEFAULT false;
