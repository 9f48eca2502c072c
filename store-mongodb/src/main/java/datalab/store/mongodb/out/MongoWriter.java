package datalab.store.mongodb.out;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import datalab.store.mongodb.connection.MongoErrors;
import datalab.store.mongodb.document.UnfitValue;
import datalab.store.output.OutputRow;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputWriter;
import datalab.store.output.RefusedRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Changes documents that have no higher version, and inserts those that are missing. Owned by one thread. */
final class MongoWriter implements OutputWriter {
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

    private final MongoTarget target;
    private final OutputTable table;
    private final RowDocuments documents;

    MongoWriter(MongoTarget target, OutputTable table) {
        this.target = target;
        this.table = table;
        this.documents = new RowDocuments(table);
    }

    @Override
    public List<RefusedRow> write(long version, List<OutputRow> rows) {
        List<RefusedRow> refused = new ArrayList<>();
        List<Write> writes = new ArrayList<>(rows.size());
        for (OutputRow row : rows) {
            try {
                BsonValue id = documents.id(row);
                writes.add(new Write(row, id, documents.fields(row, id, version), version));
            } catch (UnfitValue e) {
                refused.add(new RefusedRow(row, String.valueOf(e.getMessage())));
            }
        }
        try {
            if (!writes.isEmpty()) {
                write(writes, refused);
            }
        } catch (MongoException e) {
            throw target.unavailable(MongoErrors.reason(e), e);
        }
        return refused;
    }

    @Override
    public void close() {}

    /** What is found first only chooses the way; between the two, others may insert. */
    private void write(List<Write> writes, List<RefusedRow> refused) {
        MongoCollection<BsonDocument> collection = target.database().getCollection(table.name(), BsonDocument.class);
        Set<BsonValue> there = new HashSet<>();
        List<BsonValue> asked =
                writes.stream().map(Write::id).filter(RowDocuments::isShort).toList();
        collection
                .find(Filters.in("_id", asked))
                .projection(Projections.include("_id"))
                .forEach(document -> there.add(document.get("_id")));
        List<Write> insertedByOthers =
                send(collection, writes, write -> write.model(there.contains(write.id())), refused);
        if (!insertedByOthers.isEmpty()) {
            send(collection, insertedByOthers, write -> write.model(true), refused);
        }
    }

    /** Answers those whose document has been inserted by another meanwhile. */
    private List<Write> send(
            MongoCollection<BsonDocument> collection,
            List<Write> writes,
            Function<Write, WriteModel<BsonDocument>> model,
            List<RefusedRow> refused) {
        List<Write> insertedByOthers = new ArrayList<>();
        try {
            collection.bulkWrite(writes.stream().map(model).toList(), UNORDERED);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw target.unavailable(e.getWriteConcernError().getMessage(), e);
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                Write write = writes.get(error.getIndex());
                if (MongoErrors.isOfId(error)) {
                    insertedByOthers.add(write);
                } else if (error.getCode() == MongoErrors.DUPLICATE_KEY || MongoErrors.isUnfit(error.getCode())) {
                    refused.add(new RefusedRow(write.row(), error.getMessage()));
                } else {
                    throw target.unavailable(error.getMessage(), e);
                }
            }
        }
        return insertedByOthers;
    }

    /** What is to become of the document of a row. */
    private record Write(OutputRow row, BsonValue id, BsonDocument fields, long version) {

        WriteModel<BsonDocument> model(boolean isThere) {
            if (!isThere) {
                return new InsertOneModel<>(document());
            }
            BsonDocument filter = RowDocuments.filter(id, version);
            return row.isGone()
                    ? new ReplaceOneModel<>(filter, document())
                    : new UpdateOneModel<>(filter, RowDocuments.change(fields));
        }

        private BsonDocument document() {
            BsonDocument document = new BsonDocument("_id", id);
            document.putAll(fields);
            return document;
        }
    }
}
