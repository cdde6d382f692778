/** Notes on a small HTTP server: a provider for Sluice in a jar of its own. */
@NullMarked
package com.example.notes;

import org.jspecify.annotations.NullMarked;
