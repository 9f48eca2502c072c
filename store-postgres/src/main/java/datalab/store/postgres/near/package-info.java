/** How events near to places are found: by S2 cells, by PostGIS, or by time. */
@NullMarked
package datalab.store.postgres.near;

import org.jspecify.annotations.NullMarked;
