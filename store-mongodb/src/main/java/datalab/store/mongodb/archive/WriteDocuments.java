package datalab.store.mongodb.archive;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import datalab.lab.event.Coordinate;
import datalab.store.ledger.Commit.Amendment;
import datalab.store.mongodb.connection.MongoErrors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Writes documents with a token: inserts them, and replaces those that were there and have the same token or a lower one. None is
 * ever deleted, so what was there once can be replaced, and a lower token cannot come between.
 */
final class WriteDocuments {
    private static final InsertManyOptions INSERT = new InsertManyOptions().ordered(false);
    /** A batch that a slow server answers before the timeout, after which the whole step is written again with a new token. */
    private static final int REPLACED_MAX = 100;

    private static final BulkWriteOptions BULK = new BulkWriteOptions().ordered(false);

    private final MongoCollection<BsonDocument> collection;
    private final long token;

    WriteDocuments(MongoCollection<BsonDocument> collection, long token) {
        this.collection = collection;
        this.token = token;
    }

    /** Throws what the driver throws. */
    void run(List<BsonDocument> documents) {
        List<WriteModel<BsonDocument>> there = replacements(documents);
        for (int from = 0; from < there.size(); from += REPLACED_MAX) {
            collection.bulkWrite(there.subList(from, Math.min(there.size(), from + REPLACED_MAX)), BULK);
        }
    }

    /** Inserts those that are not there; answers how to replace the others. */
    private List<WriteModel<BsonDocument>> replacements(List<BsonDocument> documents) {
        List<WriteModel<BsonDocument>> there = new ArrayList<>();
        try {
            collection.insertMany(documents, INSERT);
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            for (BulkWriteError error : e.getWriteErrors()) {
                there.add(replacement(documents.get(placeOf(error, e))));
            }
        }
        return there;
    }

    /** Throws what the driver throws. */
    static void amend(MongoCollection<BsonDocument> collection, Collection<Amendment> amendments) {
        List<WriteModel<BsonDocument>> updates = new ArrayList<>();
        for (Amendment amendment : amendments) {
            updates.add(new UpdateOneModel<>(
                    Filters.and(
                            Filters.eq(EventDocuments.ID, EventDocuments.id(amendment.at())), EventFilters.isEvent()),
                    Updates.set(EventDocuments.FLAGS, EventDocuments.json(amendment.flagsJson()))));
        }
        collection.bulkWrite(updates, BULK);
    }

    /**
     * Makes blanks of documents, each under the token that it has: one that gets another meanwhile stays. Throws what the driver
     * throws.
     */
    static void blank(MongoCollection<BsonDocument> collection, Collection<Coordinate> events) {
        List<BsonString> ids = events.stream().map(EventDocuments::id).toList();
        List<WriteModel<BsonDocument>> blanks = new ArrayList<>();
        collection
                .find(Filters.in(EventDocuments.ID, ids))
                .projection(Projections.include(EventDocuments.PARTITION, EventDocuments.OFFSET, EventDocuments.TOKEN))
                .forEach(blank -> blanks.add(new ReplaceOneModel<>(
                        Filters.and(
                                Filters.eq(EventDocuments.ID, blank.get(EventDocuments.ID)),
                                Filters.eq(EventDocuments.TOKEN, blank.get(EventDocuments.TOKEN))),
                        blank)));
        if (!blanks.isEmpty()) {
            collection.bulkWrite(blanks, BULK);
        }
    }

    private WriteModel<BsonDocument> replacement(BsonDocument document) {
        return new ReplaceOneModel<>(
                Filters.and(
                        Filters.eq(EventDocuments.ID, document.get(EventDocuments.ID)),
                        Filters.not(Filters.gt(EventDocuments.TOKEN, token))),
                document);
    }

    /** Which document was there. An index or a rule of other people's refuses a document, too: that is for a person to change. */
    private int placeOf(BulkWriteError error, MongoBulkWriteException e) {
        if (MongoErrors.isOfId(error)) {
            return error.getIndex();
        }
        if (error.getCode() == MongoErrors.DUPLICATE_KEY || MongoErrors.isUnfit(error.getCode())) {
            throw new IllegalStateException(
                    "collection " + collection.getNamespace().getCollectionName() + " does not take an event: "
                            + error.getMessage(),
                    e);
        }
        throw e;
    }
}
