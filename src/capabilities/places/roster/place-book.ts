import type { PlaceId } from '../../../platform/ids.ts'
import { buildingLabel, gridLabel, type Label, plainLabel, roomLabel, unitLabel } from './labels.ts'
import type { CheckContext, ExistingPlace, RosterWrite } from './plan.ts'

/** A place that is there or is about to be. */
export interface KnownPlace extends ExistingPlace {
  readonly label: Label
  readonly isNew: boolean
}

type Level = 'grid' | 'building' | 'unit' | 'household'

/** Every place by its path, whatever its spelling: what is there already and what the roster adds. */
export class PlaceBook {
  readonly #context: CheckContext
  readonly #byPath = new Map<string, KnownPlace>()
  readonly #byId = new Map<PlaceId, KnownPlace>()
  readonly #withUnits = new Set<PlaceId>()
  readonly #compounds = new Map<string, { id: string; isNew: boolean }>()
  /** Which building of a compound stands where: a building has one grid. */
  readonly #ofCompound = new Map<string, KnownPlace>()
  readonly writes: RosterWrite[] = []

  constructor(context: CheckContext) {
    this.#context = context
    for (const compound of context.existing.compounds) {
      this.#compounds.set(plainLabel(compound.name).key, { id: compound.id, isNew: false })
    }
    const above: Record<Level, number> = { grid: 0, building: 1, unit: 2, household: 3 }
    const places = context.existing.places.filter((place) => place.kind !== 'community')
    places.sort((a, b) => above[a.kind as Level] - above[b.kind as Level])
    for (const place of places) this.#know({ ...place, label: this.#labelOf(place), isNew: false })
  }

  grid = (label: Label) => this.#byPath.get(this.#path('grid', null, label))
  building = (grid: KnownPlace, label: Label) => this.#byPath.get(this.#path('building', grid.id, label))
  unit = (building: KnownPlace, label: Label) => this.#byPath.get(this.#path('unit', building.id, label))
  household = (above: KnownPlace, label: Label) => this.#byPath.get(this.#path('household', above.id, label))
  hasUnits = (building: KnownPlace) => this.#withUnits.has(building.id)
  buildingOf = (compoundId: string, label: Label) => this.#ofCompound.get(`${compoundId}/${label.key}`)

  /** The compound of this name, made when it is new. */
  compound(label: Label): { id: string; isNew: boolean } {
    const found = this.#compounds.get(label.key)
    if (found) return found
    const made = { id: this.#context.newId(), isNew: true }
    this.#compounds.set(label.key, made)
    this.writes.push({ write: 'compound', id: made.id, name: label.name })
    return made
  }

  addGrid(label: Label): KnownPlace {
    return this.#add('grid', null, label, null)
  }
  addBuilding(grid: KnownPlace, label: Label, compoundId: string | null): KnownPlace {
    return this.#add('building', grid, label, compoundId)
  }
  addUnit(building: KnownPlace, label: Label): KnownPlace {
    return this.#add('unit', building, label, null)
  }
  addHousehold(above: KnownPlace, label: Label): KnownPlace {
    return this.#add('household', above, label, null)
  }

  /** A building of which the compound was not known until now. */
  putIntoCompound(building: KnownPlace, compoundId: string): void {
    this.#know({ ...building, compoundId })
    this.writes.push({ write: 'placeCompound', placeId: building.id, compoundId })
  }

  #add(kind: Level, parent: KnownPlace | null, label: Label, compoundId: string | null): KnownPlace {
    const id = this.#context.newId<PlaceId>()
    const place = { id, parentId: parent?.id ?? null, kind, name: label.name, compoundId }
    const known = this.#know({ ...place, label, isNew: true })
    // A place stands in itself too, so that "everything of this building" is one plain comparison.
    const line = [known]
    for (let at = parent; at; at = (at.parentId && this.#byId.get(at.parentId)) || null) line.push(at)
    const idOf = (level: Level) => line.find((step) => step.kind === level)?.id ?? null
    this.writes.push({
      write: 'place',
      place: {
        ...place,
        parentId: parent?.id ?? this.#context.existing.communityPlaceId,
        sort: label.sort,
        gridId: idOf('grid') ?? id,
        buildingId: idOf('building'),
        unitId: idOf('unit'),
      },
    })
    return known
  }

  #know(place: KnownPlace): KnownPlace {
    this.#byPath.set(this.#path(place.kind as Level, place.parentId, place.label), place)
    this.#byId.set(place.id, place)
    if (place.kind === 'unit' && place.parentId) this.#withUnits.add(place.parentId)
    if (place.kind === 'building' && place.compoundId) {
      const key = `${place.compoundId}/${place.label.key}`
      if (!this.#ofCompound.has(key)) this.#ofCompound.set(key, place)
    }
    return place
  }

  /** Grids are found by their number alone, so that a micro-grid is found without the grid above it. */
  #path(kind: Level, parentId: PlaceId | null, label: Label): string {
    return kind === 'grid' ? `grid/${label.key}` : `${parentId}/${kind}/${label.key}`
  }

  #labelOf(place: ExistingPlace): Label {
    if (place.kind === 'grid') return gridLabel(place.name)
    if (place.kind === 'building') return buildingLabel(place.name)
    if (place.kind === 'unit') return unitLabel(place.name) ?? plainLabel(place.name)
    const above = place.parentId ? this.#byId.get(place.parentId) : undefined
    const building = above?.kind === 'unit' && above.parentId ? this.#byId.get(above.parentId) : above
    if (!above || !building) return plainLabel(place.name)
    return roomLabel(place.name, building.label, above.kind === 'unit' ? above.label : null)
  }
}
