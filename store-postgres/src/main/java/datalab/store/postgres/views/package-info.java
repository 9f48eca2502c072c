/** Definitions of views, the tables of their partials, where partials are merged, and the SQL views that show them. */
@NullMarked
package datalab.store.postgres.views;

import org.jspecify.annotations.NullMarked;
