package datalab.store.mongodb;

import datalab.store.elsewhere.ArchiveServer;
import datalab.store.mongodb.archive.MongoArchives;
import datalab.store.mongodb.connection.MongoUrl;
import datalab.store.mongodb.out.MongoTarget;
import datalab.store.output.OutputTarget;
import datalab.store.server.ArchivingServer;
import datalab.store.server.ConfiguredServer;
import datalab.store.server.OutputServer;
import datalab.store.server.ServerSettings;
import datalab.store.server.ServerType;

/** A MongoDB: {@code kind: mongodb}. */
public final class MongoServerType implements ServerType {
    private static final String EXPECTED = "a URL that names a database, such as mongodb://host:27017/database";

    @Override
    public String kind() {
        return "mongodb";
    }

    @Override
    public String table() {
        return "collection";
    }

    @Override
    public ConfiguredServer configure(ServerSettings settings) {
        String text = settings.required("url", EXPECTED);
        String user = settings.optional("user").orElse("");
        String password = settings.secret("password").orElse("");
        MongoUrl url = new MongoUrl(text);
        if (!text.isEmpty() && !url.isUsable()) {
            settings.refuse("url", EXPECTED);
        } else if (url.namesUser() && !user.isEmpty()) {
            settings.refuse("user", "nothing, since the url names a user");
        }
        MongoUrl complete = user.isEmpty() ? url : url.withUser(user, password);
        return new ConfiguredMongo(complete);
    }

    private record ConfiguredMongo(MongoUrl url) implements OutputServer, ArchivingServer {

        @Override
        public OutputTarget outputs() {
            return new MongoTarget(url);
        }

        @Override
        public ArchiveServer archives() {
            return new MongoArchives(url);
        }
    }
}
