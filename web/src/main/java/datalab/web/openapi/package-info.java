@NullMarked
package datalab.web.openapi;

import org.jspecify.annotations.NullMarked;
