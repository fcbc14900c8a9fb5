package org.example.notes;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/**
 * What we know of a person besides.
 *
 * @param id the user's id of the sign-in
 */
@MappedEntity
record Member(@Id UUID id, boolean admin) {}
