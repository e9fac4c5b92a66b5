import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes tens of seconds, whatever the size of its file is. */
const LONG = ['tests/simulation/', 'tests/durability/kills.', 'sync-server/cluster/front.', 'tests/hostile/fuzz.'];

const isLong = ({ moduleId }: TestSpecification): boolean => LONG.some((name) => moduleId.includes(name));

/** Begun last, a long one would keep one core busy while the others have nothing left to do. */
export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const sorted = await super.sort(files);
		return sorted.toSorted((one, other) => Number(isLong(other)) - Number(isLong(one)));
	}
}
