@NullMarked
package datalab.app.settings;

import org.jspecify.annotations.NullMarked;
