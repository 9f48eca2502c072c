package datalab.process.publish.walked;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.mongodb.out.MongoTarget;
import datalab.store.output.OutputTable;
import datalab.store.output.OutputTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** Collections of a server that speaks MongoDB's wire protocol. */
public final class WalkedMongo implements WalkedTarget {
    private static final Bson IS_GONE = Filters.exists("_gone");

    private final OutputTarget target;
    private final MongoClient client;

    /** @param url with the database {@code datalab} */
    public WalkedMongo(String url) {
        target = new MongoTarget(new MongoUrl(url));
        client = MongoClients.create(url);
    }

    @Override
    public OutputTarget target() {
        return target;
    }

    @Override
    public Guard guard() {
        return Guard.VERSIONS;
    }

    @Override
    public List<List<@Nullable Object>> seen(OutputTable table) {
        List<List<@Nullable Object>> seen = new ArrayList<>();
        for (BsonDocument document : documents(table).find(Filters.not(IS_GONE))) {
            List<@Nullable Object> values = new ArrayList<>();
            table.columns().forEach(column -> values.add(value(document.get(column.name()))));
            seen.add(values);
        }
        return seen;
    }

    private static @Nullable Object value(@Nullable BsonValue value) {
        return switch (value) {
            case BsonString text -> text.getValue();
            case BsonInt64 number -> number.getValue();
            case BsonDateTime time -> Instant.ofEpochMilli(time.getValue());
            case null, default -> null;
        };
    }

    @Override
    public void forgetDeletions(OutputTable table) {
        documents(table).deleteMany(IS_GONE);
    }

    private MongoCollection<BsonDocument> documents(OutputTable table) {
        return client.getDatabase("datalab").getCollection(table.name(), BsonDocument.class);
    }

    @Override
    public void close() {
        client.close();
        target.close();
    }
}
