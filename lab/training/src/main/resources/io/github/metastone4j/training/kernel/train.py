# What fits a reflective generative model: losses, optimiser, a policy with its score head, a score head alone.
#
# TorchScript on top of decode.py, which it is compiled together with: decoder layers and score head are those that
# serve. Letters in shapes are those of decode.py, and
#
#   M tokens that count     N scored steps
#
# Masters and moments are held by Java and changed in place here.


# How much of each step a loss keeps (N): where the head agrees with the outcome (kinds 0 and 1), everything (2), or the
# head's probability of the outcome (3).
def kept(logits: Tensor, y: Tensor, kind: int) -> Tensor:
    if kind == 2:
        return torch.ones_like(y)
    elif kind == 3:
        return torch.sigmoid(torch.where(y > 0.5, logits, -logits)).detach()
    else:
        return ((logits > 0.0) == (y > 0.5)).to(6)


# Losses of the method (section 3.2 of the paper), from the head's logits at N step positions and their trajectories'
# outcomes y (N) in {0, 1}; weight (N) lets a caller balance problems. kinds: 0 SPR as the paper has it, 1 SPR with the
# class balance of the published code, 2 plain binary cross-entropy, 3 SPR with a soft filter. Smoothing moves what the
# head is to say that part of the way to 0.5; the filters see the outcomes as they are.
def step_loss(logits: Tensor, y: Tensor, weight: Tensor, kind: int, smoothing: float) -> Tensor:
    bce = torch.binary_cross_entropy_with_logits(logits, y * (1.0 - smoothing) + 0.5 * smoothing, None, None, 0)
    keep = kept(logits, y, kind)
    if kind == 1:
        right = torch.sum(keep * y) + 1.0
        wrong = torch.sum(keep * (1.0 - y)) + 1.0
        balance = keep * weight * torch.where(y > 0.5, 1.5 * wrong, right) / (right + wrong)
        return torch.sum(balance * bce) / (torch.sum(balance) + 1e-5)
    elif kind == 2:
        return torch.sum(weight * bce) / (torch.sum(weight) + 1e-5)
    else:
        return torch.sum(keep * weight * bce) / float(max(1, logits.numel()))


# One step of AdamW, in place; count is the update's number, from 1, and the decay is that of matrices.
def adamw(x: Tensor, g: Tensor, first: Tensor, second: Tensor, count: float, rate: float, beta1: float, beta2: float, decay: float) -> None:
    torch.add_(torch.mul_(first, beta1), g, alpha=1.0 - beta1)
    torch.addcmul_(torch.mul_(second, beta2), g, g, value=1.0 - beta2)
    if x.dim() == 2:
        torch.mul_(x, 1.0 - rate * decay)
    torch.addcdiv_(x, first / (1.0 - beta1**count), torch.sqrt(second / (1.0 - beta2**count)) + 1e-8, value=-rate)


# The policy loss of GRPO (Shao et al., 2024, equation 3) over M tokens: PPO's clipped surrogate with the advantage of the
# trajectory for each of its tokens, and the low-variance estimate of the divergence from a reference. All (M).
# -> loss of each token, divergence of each token, and 1 where the clip holds the gradient back
def policy_loss(log_probs: Tensor, old: Tensor, reference: Tensor, advantages: Tensor, clip: float, divergence_weight: float) -> Tuple[Tensor, Tensor, Tensor]:
    ratio = torch.exp(log_probs - old)
    free = ratio * advantages
    held = torch.clamp(ratio, 1.0 - clip, 1.0 + clip) * advantages
    behind = reference - log_probs
    divergence = torch.exp(behind) - behind - 1.0
    return (divergence * divergence_weight - torch.minimum(free, held), divergence.detach(), (held < free).to(6))


# A model being fitted: float32 masters of all tensors in the order of WeightLayout, computed with in another dtype, and
# AdamW's two moments of each. The last four tensors are the score head's.
class Trainer:
    masters: List[Tensor]
    first: List[Tensor]
    second: List[Tensor]
    gradients: List[Tensor]
    inverse_frequencies: Tensor
    shape: List[int]
    eps: float
    rope_scale: float
    dtype: int

    def __init__(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float, dtype: int) -> None:
        self.masters = masters
        self.first = first
        self.second = second
        self.gradients = annotate(List[Tensor], [])
        self.inverse_frequencies = inverse_frequencies
        self.shape = shape
        self.eps = eps
        self.rope_scale = rope_scale
        self.dtype = dtype

    # The masters cast to what is computed with; with gradients on, the cast is part of the graph.
    def weights(self) -> Weights:
        head = len(self.masters) - 4
        cast = annotate(List[Tensor], [])
        for i in range(len(self.masters)):
            cast.append(self.masters[i].to(self.dtype) if i < head else self.masters[i])
        if cast[2].numel() == 0:
            cast[2] = cast[0]
        return Weights(cast, self.inverse_frequencies, self.shape, self.eps, self.rope_scale)

    # From y, with its gradient if it is no scalar, back to the masters [start, end), where gradients add up, and to x,
    # whose gradient is returned.
    def backward(self, y: Tensor, gradient: Optional[Tensor], x: Optional[Tensor], start: int, end: int) -> Tensor:
        wanted = annotate(List[Tensor], [])
        places = annotate(List[int], [])
        for i in range(start, end):
            if self.masters[i].numel() > 0:
                wanted.append(self.masters[i])
                places.append(i)
        if x is not None:
            wanted.append(x)
        found = torch.grad([y], wanted, annotate(List[Optional[Tensor]], [gradient]), None, False, True)
        for i in range(len(places)):
            g = found[i]
            if g is not None:
                torch.add_(self.gradients[places[i]], g)
        last = found[-1]
        return torch.zeros_like(wanted[-1]) if last is None else last

    # What M tokens lose, drawn at x (M, c): imitated, or, if policy (M, 3) says so, learnt from with an advantage, with
    # their log-probabilities under the policy that drew them and under the reference.
    # -> the summed loss; more sums over the tokens (5): loss, hits (the likeliest was it), entropy, divergence, clipped;
    # and the tokens' log-probabilities (M)
    def tokens(self, weights: Weights, x: Tensor, next: Tensor, policy: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        log_probs = torch.log_softmax(weights.logits(x).to(6), -1)
        chosen = torch.squeeze(torch.gather(log_probs, 1, torch.unsqueeze(next, -1)), -1)
        hits = torch.sum((torch.argmax(log_probs, -1) == next).to(6))
        entropy = torch.zeros([])
        divergence = torch.zeros([])
        clipped = torch.zeros([])
        loss = -torch.sum(chosen)
        if policy.size(0) > 0:
            losses, d, c = policy_loss(chosen, policy[:, 1], policy[:, 2], policy[:, 0], float(factors[7]), float(factors[8]))
            entropy = -torch.sum(torch.exp(log_probs) * log_probs)
            loss = torch.sum(losses) - entropy * float(factors[9])
            divergence = torch.sum(d)
            clipped = torch.sum(c)
        return (loss, torch.stack([loss.detach(), hits, entropy.detach(), divergence, clipped]), chosen.detach())

    # What the head loses on steps (N, 4) -> the loss, and the share of steps it agrees with
    def steps(self, weights: Weights, features: Tensor, steps: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor]:
        coupling = float(factors[3])
        read = features[steps[:, 0].to(4), steps[:, 1].to(4)]
        read = read * coupling + read.detach() * (1.0 - coupling)
        z = weights.score(read, float(factors[4]))
        return (step_loss(z, steps[:, 2], steps[:, 3], int(factors[2]), float(factors[6])), torch.mean(kept(z, steps[:, 2], 0)))

    # What the head loses on the tokens that count, at every one of which it is to say how likely the policy made it: the
    # divergence of its score from that probability, on average. Steps (N, 4) have a label of their own and are left out.
    # features (n, t, c); places (M) of the positions before the tokens, in (n, t); log_probs (M)
    def self_scores(self, weights: Weights, features: Tensor, places: Tensor, log_probs: Tensor, steps: Tensor) -> Tensor:
        labelled = torch.zeros([features.size(0) * features.size(1)], device=features.device)
        labelled[steps[:, 0].to(4) * features.size(1) + steps[:, 1].to(4)] = 1.0
        free = 1.0 - torch.index_select(labelled, 0, places + 1)
        z = weights.score(torch.index_select(torch.flatten(features, 0, 1), 0, places + 1), 0.0)
        p = torch.clamp(torch.exp(log_probs), 1e-4, 1.0 - 1e-4)
        least = torch.binary_cross_entropy_with_logits(torch.logit(p), p, None, None, 0)
        return torch.sum((torch.binary_cross_entropy_with_logits(z, p, None, None, 0) - least) * free) / (torch.sum(free) + 1e-5)

    # Forward and backward over one batch; gradients add up until update(). ids (n, t); targets (n, t) is 1 where the
    # next token counts; policy (M, 3) has a line for each of these, see tokens(), or none; steps (N, 4) float32: row,
    # position, outcome, weight. factors (13): of the token loss, of the step loss, its kind, coupling (how much of the
    # step loss reaches the decoder), dropout, share of this batch, label smoothing, clip, weights of divergence and of
    # entropy, whether activations are computed again instead of being kept, weight of the head's scores of the tokens
    # themselves, and how many layers, from the bottom, stay as they are, the embedding with them
    # -> (10): the two losses, tokens, steps, share of steps the head agrees with, per token hits, entropy, divergence and
    # share clipped, and the loss of the tokens' scores
    def accumulate(self, ids: Tensor, targets: Tensor, policy: Tensor, steps: Tensor, factors: Tensor) -> Tensor:
        if len(self.gradients) == 0:
            self.gradients = [torch.zeros_like(x.detach()) for x in self.masters]
        weights = self.weights()
        places = torch.squeeze(torch.nonzero(torch.flatten(targets[:, :-1])), -1)
        next = torch.index_select(torch.flatten(ids[:, 1:]), 0, places)
        places = places + torch.floor_divide(places, ids.size(1) - 1)  # from (n, t - 1) to (n, t)
        scale = float(factors[0]) * float(factors[5]) / float(max(1, places.size(0)))
        frozen = int(factors[12])
        torch.set_grad_enabled(frozen == 0)
        x = weights.enter(ids, frozen)
        torch.set_grad_enabled(True)
        if bool(factors[10] > 0.0):
            losses = self.recomputing(weights, x, ids, places, next, policy, steps, factors, scale)
        else:
            x, features = weights.encode_from(x, ids.size(1), frozen)
            loss, sums, log_probs = self.tokens(weights, torch.index_select(torch.flatten(x, 0, 1), 0, places), next, policy, factors)
            judgement, judged = self.judge(weights, features, places, log_probs, steps, factors)
            self.backward(loss * scale + judgement, None, None, self.first_trained(frozen), len(self.masters))
            losses = torch.cat([sums, judged])
        sums = losses[0:5] / float(max(1, places.size(0)))
        return torch.stack([sums[0], losses[5], torch.tensor(float(places.size(0))), torch.tensor(float(steps.size(0))), losses[6], sums[1], sums[2], sums[3], sums[4], losses[7]])

    # The first master that is trained: with layers frozen, none below them.
    def first_trained(self, frozen: int) -> int:
        return 0 if frozen == 0 else 3 + 18 * frozen

    # What the head loses in all, and of it (3): the step loss, the share of steps it agrees with, the tokens' scores
    def judge(self, weights: Weights, features: Tensor, places: Tensor, log_probs: Tensor, steps: Tensor, factors: Tensor) -> Tuple[Tensor, Tensor]:
        total = torch.zeros([])
        judged = torch.zeros([])
        agreed = torch.zeros([])
        own = torch.zeros([])
        if steps.size(0) > 0:
            judged, agreed = self.steps(weights, features, steps, factors)
            total = total + judged * float(factors[1]) * float(factors[5])
        if bool(factors[11] > 0.0) and places.size(0) > 0:
            own = self.self_scores(weights, features, places, log_probs, steps)
            total = total + own * float(factors[11]) * float(factors[5])
        return (total, torch.stack([judged.detach(), agreed, own.detach()]))

    # The same gradients with less memory: of each layer only what enters it is kept, the rest is computed again on the
    # way back, and the vocabulary is visited by 1024 tokens at a time. x enters the first layer that is trained.
    def recomputing(self, weights: Weights, x: Tensor, ids: Tensor, places: Tensor, next: Tensor, policy: Tensor, steps: Tensor, factors: Tensor, scale: float) -> Tensor:
        count, t, head, frozen = len(weights.layers), ids.size(1), len(self.masters) - 4, int(factors[12])
        torch.set_grad_enabled(False)
        x = x.detach()
        entered = annotate(List[Tensor], [])  # what enters each trained layer, and what leaves the last
        for i in range(frozen, count):
            entered.append(x)
            x = weights.through(x, t, i, i + 1)
        torch.set_grad_enabled(True)

        x = torch.requires_grad_(x, True)
        gradient = torch.zeros_like(x)
        sums = torch.zeros([5])
        log_probs = annotate(List[Tensor], [])
        start = 0
        while start < places.size(0):
            end = min(start + 1024, places.size(0))
            chosen = torch.index_select(torch.flatten(x, 0, 1), 0, places[start:end])
            loss, part, found = self.tokens(weights, chosen, next[start:end], policy[start:end], factors)
            gradient = gradient + self.backward(loss * scale, None, x, 0, 3 if frozen == 0 else 0)
            sums = sums + part
            log_probs.append(found)
            start = end

        features = torch.requires_grad_(entered[weights.tap - frozen], True)
        likely = torch.cat(log_probs) if len(log_probs) > 0 else torch.zeros([0])
        judgement, judged = self.judge(weights, features, places, likely, steps, factors)
        tapped = torch.zeros_like(features)
        if judgement.requires_grad:
            tapped = self.backward(judgement, None, features, head, head + 4)
        for k in range(count - frozen):
            i = count - 1 - k
            x = torch.requires_grad_(entered[i - frozen].detach(), True)
            gradient = self.backward(weights.through(x, t, i, i + 1), gradient, x, 3 + 18 * i, 21 + 18 * i)
            if i == weights.tap:
                gradient = gradient + tapped
        if frozen == 0:
            self.backward(torch.embedding(weights.embed_tokens, ids), gradient, None, 0, 1)
        return torch.cat([sums, judged])

    # How likely the policy makes the tokens that count (M), with the present masters.
    def log_probs(self, ids: Tensor, targets: Tensor) -> Tensor:
        return self.weights().log_probs(ids, targets)

    # AdamW on the gradients added up so far. settings (8): update number from 1, learning rate of the policy, of the
    # head, beta 1, beta 2, weight decay (of matrices), largest gradient norm, frozen layers; policy and head are clipped
    # apart.
    # -> (2): gradient norms of policy and head before clipping
    def update(self, settings: Tensor) -> Tensor:
        count, beta1, beta2, decay, largest = float(settings[0]), float(settings[3]), float(settings[4]), float(settings[5]), float(settings[6])
        head = len(self.masters) - 4
        norms = torch.zeros([2])
        for i in range(len(self.masters)):
            norms[1 if i >= head else 0] += torch.sum(self.gradients[i] * self.gradients[i])
        norms = torch.sqrt(norms)
        clip = torch.clamp(largest / (norms + 1e-6), None, 1.0)
        for i in range(len(self.masters)):
            if self.masters[i].numel() > 0 and i >= self.first_trained(int(settings[7])):
                part = 1 if i >= head else 0
                adamw(self.masters[i], self.gradients[i] * clip[part], self.first[i], self.second[i], count, float(settings[1 + part]), beta1, beta2, decay)
                torch.zero_(self.gradients[i])
        return norms


# A score head being fitted alone, to features that are given: float32 masters in the order of ScoreHead, AdamW's two
# moments of each, and what brings every feature to mean 0 and deviation 1 before the head sees it.
class HeadTrainer:
    masters: List[Tensor]
    first: List[Tensor]
    second: List[Tensor]
    mean: Tensor  # (c)
    scale: Tensor  # (c), one over the deviation

    def __init__(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], mean: Tensor, scale: Tensor) -> None:
        self.masters = masters
        self.first = first
        self.second = second
        self.mean = mean
        self.scale = scale

    # Forward, backward and AdamW on one batch. features (N, c); steps (N, 2): outcome, weight. settings (9): kind of the
    # loss, label smoothing, dropout, update number from 1, learning rate, beta 1, beta 2, weight decay (of matrices),
    # largest gradient norm -> (4): loss, share kept, share of steps the head agrees with, gradient norm before clipping
    def update(self, features: Tensor, steps: Tensor, settings: Tensor) -> Tensor:
        y, kind = steps[:, 0], int(settings[0])
        z = ScoreHead(self.masters).forward((features.to(6) - self.mean) * self.scale, float(settings[2]))
        loss = step_loss(z, y, steps[:, 1], kind, float(settings[1]))
        found = torch.grad([loss], self.masters)
        squares = torch.zeros([])
        for i in range(len(found)):
            g = found[i]
            if g is not None:
                squares = squares + torch.sum(g * g)
        norm = torch.sqrt(squares)
        clip = torch.clamp(float(settings[8]) / (norm + 1e-6), None, 1.0)
        torch.set_grad_enabled(False)
        for i in range(len(found)):
            g = found[i]
            if g is not None:
                adamw(self.masters[i], g * clip, self.first[i], self.second[i], float(settings[3]), float(settings[4]), float(settings[5]), float(settings[6]), float(settings[7]))
        return torch.stack([loss.detach(), torch.mean(kept(z, y, kind)), torch.mean(kept(z, y, 0)), norm])


# What Java calls to train.
class Training(Module):
    # A tensor's present values in another dtype, as bytes for a file.
    def bytes(self, x: Tensor, dtype: int) -> Tensor:
        return little_endian(x.cpu().to(dtype))

    def step_loss(self, logits: Tensor, y: Tensor, weight: Tensor, kind: int, smoothing: float) -> Tensor:
        return step_loss(logits, y, weight, kind, smoothing)

    # Rows of features as they lie in a file: (bytes) -> (N, c)
    def rows(self, bytes: Tensor, dtype: int, c: int) -> Tensor:
        return torch.view(torch.view_copy(bytes, dtype=dtype), [-1, c])

    # For mean and deviation: sums and sums of squares (2, c) float64
    def sums(self, bytes: Tensor, dtype: int, c: int) -> Tensor:
        x = self.rows(bytes, dtype, c).to(7)
        return torch.stack([torch.sum(x, [0]), torch.sum(x * x, [0])])

    # What a head says of features: w as ScoreHead has them -> logits (N)
    def head_logits(self, w: List[Tensor], bytes: Tensor, dtype: int) -> Tensor:
        return ScoreHead(w).forward(self.rows(bytes, dtype, w[0].size(1)), 0.0)

    def begin_head(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], mean: Tensor, scale: Tensor) -> None:
        self.heads.append(HeadTrainer(masters, first, second, mean, scale))

    # steps (N, 2) and settings (9) as HeadTrainer has them, and behind the settings the dtype of the bytes
    def update_head(self, bytes: Tensor, steps: Tensor, settings: Tensor) -> Tensor:
        head = self.heads[0]
        torch.set_grad_enabled(True)
        for x in head.masters:
            torch.requires_grad_(x, True)
        result = head.update(self.rows(bytes, int(settings[9]), head.mean.size(0)), steps, settings)
        torch.set_grad_enabled(False)
        return result

    def policy_loss(self, log_probs: Tensor, old: Tensor, reference: Tensor, advantages: Tensor, clip: float, divergence_weight: float) -> Tensor:
        loss, divergence, clipped = policy_loss(log_probs, old, reference, advantages, clip, divergence_weight)
        return torch.stack([loss, divergence, clipped])

    # How likely the policy that is being fitted makes the tokens that count (M)
    def present_log_probs(self, ids: Tensor, targets: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        return self.trainers[0].log_probs(ids, targets)

    # Training runs outside inference mode, where calls take tensors only: the trainer is kept here.
    def begin(self, masters: List[Tensor], first: List[Tensor], second: List[Tensor], inverse_frequencies: Tensor, shape: List[int], eps: float, rope_scale: float, dtype: int) -> None:
        self.trainers.append(Trainer(masters, first, second, inverse_frequencies, shape, eps, rope_scale, dtype))

    def accumulate(self, ids: Tensor, targets: Tensor, policy: Tensor, steps: Tensor, factors: Tensor) -> Tensor:
        torch.set_grad_enabled(True)
        for x in self.trainers[0].masters:
            torch.requires_grad_(x, True)
        result = self.trainers[0].accumulate(ids, targets, policy, steps, factors)
        torch.set_grad_enabled(False)
        return result

    def update(self, settings: Tensor) -> Tensor:
        torch.set_grad_enabled(False)
        return self.trainers[0].update(settings)
