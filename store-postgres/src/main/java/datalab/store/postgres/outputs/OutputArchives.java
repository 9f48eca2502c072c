package datalab.store.postgres.outputs;

import datalab.store.elsewhere.ArchiveByStream;
import datalab.store.postgres.archive.ArchivePlaces;

/** Where outputs find the events of streams: in archives elsewhere, or in tables that are still where this process looks. */
public record OutputArchives(ArchiveByStream byStream, ArchivePlaces places) {}
