/** What is shown of one trajectory. */
function newLane(index) {
    return {index, steps: [], tail: '', score: null, closed: true, finalAnswer: null, stopped: false, alive: true};
}

/**
 * The lanes of a run after what happened in one period. Each that it touches is a new object, so that only those are drawn.
 */
export function lanesAfter(lanes, events) {
    let all = [...lanes];
    const touched = new Set();
    const lane = index => {
        // With effort auto, and in a step search, trajectories begin while others have finished.
        while (all.length <= index) {
            all.push(newLane(all.length));
        }
        if (!touched.has(index)) {
            touched.add(index);
            all[index] = {...all[index]};
        }
        return all[index];
    };
    for (const event of events) {
        switch (event.kind) {
            case 'begun':
                all = Array.from({length: event.trajectories}, (_, index) => newLane(index));
                break;
            case 'thinking':
                lane(event.trajectory).tail += event.text;
                break;
            case 'step': {
                const grown = lane(event.trajectory);
                grown.steps = [...grown.steps, {text: event.text.trim(), score: event.score}];
                grown.tail = '';
                break;
            }
            case 'forked': {
                const {steps, tail} = lane(event.from);
                Object.assign(lane(event.trajectory), {steps, tail});
                break;
            }
            case 'thought':
                Object.assign(lane(event.trajectory),
                    {score: event.score, closed: event.closed, finalAnswer: event.finalAnswer});
                break;
            case 'stopped':
                lane(event.trajectory).stopped = true;
                break;
        }
    }
    return all;
}
