@NullUnmarked
package datalab.ingest.broker;

import org.jspecify.annotations.NullUnmarked;
