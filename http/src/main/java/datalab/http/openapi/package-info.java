/** What endpoints say of themselves in the OpenAPI document. */
@NullMarked
package datalab.http.openapi;

import org.jspecify.annotations.NullMarked;
